/** Names that designs go by. Places that are nowhere, people who are nobody. */
export const NAMES = {
  field:
    'Alder Birk Corrie Dunlin Eddy Fell Garrow Heath Islay Juniper Kestrel Linden Marram Nettle Otter Pike Quarry Rowan Skerry Tarn Ullock Vale Wren Yarrow Bracken Cairn Drift Ember Fern Gorse Hazel Inlet Knoll Larch Moor Osier Plover Ridge Sedge Thistle Upland Weir Ash Beck Combe Dale Firth Glen Harbour Kelpie Lochan Mallow Rill Strand Tern Wold Avocet Bramble Clover Dipper Elder Fallow Gannet Hollin Ivel Jackdaw Kite Lapwing Merrow Nene Orrin Pipit Quill Rushmere Sorrel Teasel Umber Vetch Whin Arran Burnet Curlew Dovey Esker Fulmar Gullane Hawthorn Iona Jura Kyle Lomond Mere Nairn Orme Petrel Ruswarp Swale Tansy Usk Wharfe Yewdale Aspen Brent Cowslip Darrow Eyre Fennel Greta Hobby Lune Martin',
  home: 'Alma Bruno Clea Dorrit Elin Faye Greta Hollis Ines Jonas Klara Lotte Mabel Nils Odile Pim Romy Selma Thea Ursel Viola Wilma Ylva Anouk Bertil Carlo Dagny Ebba Fritz Gunda Hedda Ida Josef Karin Leni Maren Nora Ottilie Paula Rikke Sanna Tilda Uwe Vera Wanda Agnes Birte Cosima Edda Flora Hanne Jette Liv Mina Runa Signe Toni Astrid Björk Camille Dora Emil Frieda Gilda Henrik Ilse Juno Kaia Lovis Mathis Nele Olga Petra Quentin Rosa Sigrid Tove Ulla Valentin Walda Xenia Yuna Anton Beate Clemens Delphine Espen Freja Georg Helga Ivar Joris Kirsten Luise Merle Noemi Oskar Pia Ragna Stine Tomma Undine Vilja Willem Alva Britt Casper Dagmar Elke Fenja Gesa Holger Inga',
  studio:
    'Arc Beacon Cadence Delta Echo Foundry Grain Halo Index Junction Kinetic Ledger Meridian Nocturne Octave Prelude Quartet Relay Sonata Tempo Unison Vector Waltz Aria Ballad Chorus Duet Encore Fable Gallery Hymn Interval Lyric Motif Novella Overture Parlour Refrain Stanza Treble Verse Anthem Bureau Compass Draft Folio Margin Numeral Quarto Rondo Sketch Tandem Volume Zenith Atlas Bolero Canto Descant Étude Fugue Gavotte Harmony Intro Jubilee Keynote Largo Minuet Notion Opus Pavane Quill Reverie Serenade Toccata Umbra Vignette Wavelength Adagio Bravura Coda Divertimento Essay Finale Glissando Haiku Impromptu Journal Kyrie Legato Memo Nonet Octavo Partita Rhapsody Scherzo Tableau Upbeat Vivace Whistle Allegro Broadside Cello Diary',
} as const satisfies Record<string, string>;

/** What follows a name once all of a pool have been used: a place on its map, a family, a number. */
const SECONDS = {
  field:
    'Bridge Cross Head Water Gate Mill Barn Wood Hill Green Bay Ford Brook Farm Lodge Point Rock Grove Croft Common Hollow Bank Haven Field Way Holm Scar Pass Edge Cove Ness Burn Park Spring Bend Row Lane Hall Chapel Acre Close Reach Beacon Down End Side Top Force',
  home: 'Lind Berg Holm Dahl Vik Strand Krogh Falk Brandt Sund Ekman Lund Hahn Moe Storm Winter Abel Engel Roth Frank Vogel Sommer Busch Stern Kranz Wolff Heller Arendt Bloom Castell Dorn Eichel Fuchs Garten Hjort Iversen Juhl Kaspar Lorenz Mohr Norden Olsen Prinz Quist Rask Skov Thorn Ulrich',
  studio:
    '12 20 24 30 36 40 45 48 50 55 60 64 70 72 75 80 88 90 96 100 110 120 125 130 140 144 150 160 175 180 200 210 220 240 250 260 280 300 320 340 360 400 420 440 480 500 600 700',
} as const satisfies Record<keyof typeof NAMES, string>;

export type NamePool = keyof typeof NAMES;

/**
 * The style and the name of the `turn`-th product of a kind. No pair comes twice: styles take turns, each walks
 * through all names before one returns; then names come with a second word, and when those are used up, numbered.
 */
export const turnOf = (input: {
  turn: number;
  styleCount: number;
  pool: NamePool;
  /** Where in the pool this kind begins, so that neighbours in the tree do not share their names. */
  offset: number;
}): { style: number; name: string } => {
  const { names, seconds } = POOLS[input.pool];
  const style = input.turn % input.styleCount;
  const walk = Math.floor(input.turn / input.styleCount);
  const name = names[(input.offset + style * STYLE_STRIDE + walk * WALK_STRIDE) % names.length] ?? '';
  const round = Math.floor(walk / names.length);
  if (round === 0) return { style, name };
  const second = seconds[(round - 1) % seconds.length] ?? '';
  const edition = 1 + Math.floor((round - 1) / seconds.length);
  return { style, name: `${name} ${second}${edition > 1 ? ` No. ${edition}` : ''}` };
};

const poolOf = (pool: NamePool) => ({ names: NAMES[pool].split(' '), seconds: SECONDS[pool].split(' ') });
const POOLS = { field: poolOf('field'), home: poolOf('home'), studio: poolOf('studio') };

const STYLE_STRIDE = 11;
/** Prime and no divisor of a pool's length, so that the walk meets every name; a test counts them. */
const WALK_STRIDE = 17;
