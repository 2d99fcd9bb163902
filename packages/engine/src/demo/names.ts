/** Names that designs go by. Places that are nowhere, people who are nobody. */
export const NAMES = {
  field:
    'Alder Birk Corrie Dunlin Eddy Fell Garrow Heath Islay Juniper Kestrel Linden Marram Nettle Otter Pike Quarry Rowan Skerry Tarn Ullock Vale Wren Yarrow Bracken Cairn Drift Ember Fern Gorse Hazel Inlet Knoll Larch Moor Osier Plover Ridge Sedge Thistle Upland Weir Ash Beck Combe Dale Firth Glen Harbour Kelpie Lochan Mallow Rill Strand Tern Wold',
  home: 'Alma Bruno Clea Dorrit Elin Faye Greta Hollis Ines Jonas Klara Lotte Mabel Nils Odile Pim Romy Selma Thea Ursel Viola Wilma Ylva Anouk Bertil Carlo Dagny Ebba Fritz Gunda Hedda Ida Josef Karin Leni Maren Nora Ottilie Paula Rikke Sanna Tilda Uwe Vera Wanda Agnes Birte Cosima Edda Flora Hanne Jette Liv Mina Runa Signe Toni',
  studio:
    'Arc Beacon Cadence Delta Echo Foundry Grain Halo Index Junction Kinetic Ledger Meridian Nocturne Octave Prelude Quartet Relay Sonata Tempo Unison Vector Waltz Aria Ballad Chorus Duet Encore Fable Gallery Hymn Interval Lyric Motif Novella Overture Parlour Refrain Stanza Treble Verse Anthem Bureau Compass Draft Folio Margin Numeral Quarto Rondo Sketch Tandem Volume Zenith',
} as const satisfies Record<string, string>;

export type NamePool = keyof typeof NAMES;

/**
 * The style and the name of the `turn`-th product of a kind. No pair comes twice: styles take turns, each walks
 * through all names before one returns, and later rounds are numbered.
 */
export const turnOf = (input: {
  turn: number;
  styleCount: number;
  pool: NamePool;
  /** Where in the pool this kind begins, so that neighbours in the tree do not share their names. */
  offset: number;
}): { style: number; name: string; edition: number } => {
  const names = NAMES[input.pool].split(' ');
  const style = input.turn % input.styleCount;
  const walk = Math.floor(input.turn / input.styleCount);
  const at = (input.offset + style * STYLE_STRIDE + walk * WALK_STRIDE) % names.length;
  return { style, name: names[at] ?? '', edition: 1 + Math.floor(walk / names.length) };
};

const STYLE_STRIDE = 11;
/** Prime and no divisor of a pool's length, so that the walk meets every name; a test counts them. */
const WALK_STRIDE = 17;
