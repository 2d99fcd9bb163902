/** Where the demo shop's customers live. The cities are real, the streets and the people are not. */
export type Place = {
  country: string;
  /** How many customers live there against the others. */
  weight: number;
  given: string;
  family: string;
  streets: readonly string[];
  /** How a house and its street are written. */
  line1: (street: string, house: number) => string;
  /** City, region where addresses have one, and the postal code with # for each digit. */
  cities: readonly (readonly [city: string, postalCode: string, region?: string])[];
};

const houseFirst = (street: string, house: number): string => `${house} ${street}`;
const houseLast = (street: string, house: number): string => `${street} ${house}`;

export const PLACES: readonly Place[] = [
  {
    country: 'US',
    weight: 40,
    given:
      'Maya Jordan Claire Marcus Naomi Theo Priya Caleb Renee Diego Hannah Wesley Aisha Grant Lucia Owen Mei Carter Simone Elliot Dana Rafael Joanna Vikram',
    family:
      'Whitlock Delgado Harmon Okafor Brennan Castellano Nguyen Prescott Ruiz Lindqvist Patel Marsh Coleman Feldman Ortega Sawyer Bishop Tran Hollister Greer Kowalski Vance Abbott Quintero',
    streets: ['Maple Street', 'Lakeview Avenue', 'Orchard Road', 'Cedar Lane', 'Summit Drive', 'Mill Street'],
    line1: houseFirst,
    cities: [
      ['Portland', '972##', 'OR'],
      ['Austin', '787##', 'TX'],
      ['Brooklyn', '112##', 'NY'],
      ['Minneapolis', '554##', 'MN'],
      ['Asheville', '288##', 'NC'],
      ['Oakland', '946##', 'CA'],
      ['Denver', '802##', 'CO'],
      ['Madison', '537##', 'WI'],
    ],
  },
  {
    country: 'GB',
    weight: 16,
    given:
      'Imogen Alistair Bethan Rupert Orla Callum Harriet Dev Rosalind Ewan Tamsin Gareth Zara Fergus Poppy Hamish',
    family:
      'Ashworth Pemberton Lockhart Rees Fairclough Ahmed Hargreaves Sinclair Thackeray Bowen Kapoor Winterbourne Mcleod Redfern Stapleton Yates',
    streets: ['Station Road', 'Church Lane', 'Victoria Terrace', 'Mill Hill', 'Park Crescent'],
    line1: houseFirst,
    cities: [
      ['Bristol', 'BS# #JQ'],
      ['Leeds', 'LS# #DT'],
      ['Edinburgh', 'EH# #LR'],
      ['Norwich', 'NR# #PA'],
      ['Cardiff', 'CF# #BH'],
      ['Manchester', 'M# #WE'],
    ],
  },
  {
    country: 'DE',
    weight: 13,
    given:
      'Lena Jonas Friederike Malte Carolin Tobias Annika Henning Judith Florian Merle Sebastian Ayla Konrad Wiebke Lukas',
    family:
      'Vogel Brinkmann Hofer Lindner Petersen Achterberg Kaya Sommerfeld Reuter Wagenknecht Thiel Ostermann Falkner Behrens Yilmaz Krause',
    streets: ['Gartenstraße', 'Lindenallee', 'Am Mühlbach', 'Bergweg', 'Schillerstraße'],
    line1: houseLast,
    cities: [
      ['Berlin', '10###'],
      ['Hamburg', '20###'],
      ['Leipzig', '04###'],
      ['Köln', '50###'],
      ['Freiburg', '79###'],
    ],
  },
  {
    country: 'CA',
    weight: 8,
    given: 'Noelle Liam Gabrielle Jasper Simran Étienne Kiera Anders Maude Rohan',
    family: 'Tremblay Macdonald Singh Beaulieu Fraser Kowalchuk Leclerc Chan Sutherland Moreau',
    streets: ['Birch Avenue', 'Harbour Street', 'Spruce Road', 'Queen Street'],
    line1: houseFirst,
    cities: [
      ['Toronto', 'M#K #P#', 'ON'],
      ['Halifax', 'B#H #L#', 'NS'],
      ['Vancouver', 'V#T #M#', 'BC'],
      ['Montréal', 'H#W #R#', 'QC'],
    ],
  },
  {
    country: 'FR',
    weight: 7,
    given: 'Camille Mathieu Élodie Bastien Margaux Thibault Inès Corentin Solène Yanis',
    family: 'Lefebvre Garnier Rousseau Delacourt Benali Fontaine Marchand Perrin Aubert Vasseur',
    streets: ['rue des Lilas', 'avenue de la Gare', 'rue du Moulin', 'place du Marché'],
    line1: houseFirst,
    cities: [
      ['Lyon', '6900#'],
      ['Nantes', '44###'],
      ['Lille', '59###'],
      ['Toulouse', '31###'],
    ],
  },
  {
    country: 'NL',
    weight: 5,
    given: 'Sanne Bram Fenna Thijs Lotte Jelle Mirthe Koen',
    family: 'Visser Hoekstra Dijkman Terpstra Brouwer Molenaar Postma Verhoeven',
    streets: ['Kerkstraat', 'Molenweg', 'Wilgenlaan', 'Dorpsstraat'],
    line1: houseLast,
    cities: [
      ['Utrecht', '35## KL'],
      ['Groningen', '97## BD'],
      ['Haarlem', '20## TR'],
    ],
  },
  {
    country: 'SE',
    weight: 4,
    given: 'Elsa Viktor Saga Linus Tuva Albin Maja Nils',
    family: 'Sandberg Lundholm Ekström Nyberg Hedlund Forsman Åkesson Wallin',
    streets: ['Storgatan', 'Björkvägen', 'Kyrkogatan', 'Skolvägen'],
    line1: houseLast,
    cities: [
      ['Göteborg', '41# ##'],
      ['Uppsala', '75# ##'],
      ['Malmö', '21# ##'],
    ],
  },
  {
    country: 'IE',
    weight: 3,
    given: 'Aoife Cillian Niamh Oisín Sadhbh Darragh',
    family: 'Gallagher Brannigan Kinsella Moriarty Devlin Shaughnessy',
    streets: ['Bridge Street', 'Strand Road', 'Chapel Street'],
    line1: houseFirst,
    cities: [
      ['Dublin', 'D0# X#K#'],
      ['Galway', 'H91 T#F#'],
      ['Cork', 'T12 R#P#'],
    ],
  },
  {
    country: 'IT',
    weight: 4,
    given: 'Giulia Lorenzo Chiara Davide Ilaria Nicolò Beatrice Tommaso',
    family: 'Ferrante Bellini Colombo Marchetti Rinaldi Santoro Galli Moretti',
    streets: ['via Garibaldi', 'via dei Tigli', 'corso Umberto', 'via San Marco'],
    line1: houseLast,
    cities: [
      ['Torino', '101##'],
      ['Bologna', '401##'],
      ['Trieste', '341##'],
    ],
  },
];
