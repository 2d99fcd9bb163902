import {
  area,
  BODY,
  box,
  circle,
  cloth,
  INK,
  IVORY,
  line,
  oval,
  ROUND,
  RUBBER,
  type Shape,
  SIDE,
  seam,
  shade,
  shine,
  steps,
  stitch,
  WOOD,
} from './draw.ts';

export const blanket: Shape = {
  pose: 'standing',
  shadow: 340,
  rise: 150,
  focus: [520, 780],
  draw: (paint, look) => {
    const layer = (y: number, fill: string): string =>
      cloth(`M280 ${y}H880Q940 ${y} 940 ${y + 60}T880 ${y + 120}H280Q250 ${y + 60} 280 ${y}Z`, look, fill) +
      shade(`M280 ${y + 90}H916Q904 ${y + 118} 880 ${y + 120}H280Z`, 0.16);
    const fringe = steps(270, 26, 11)
      .map((x) => `M${x} 900q-8 30 0 66`)
      .join('');
    return [
      layer(868, SIDE),
      layer(752, BODY),
      layer(636, BODY),
      cloth(
        'M262 610Q260 560 320 560H850Q930 560 938 640Q900 640 850 642H548Q556 760 540 906H256Q270 760 262 610Z',
        look,
      ),
      shine('M290 600Q300 574 340 574H800Q560 590 330 620Z', 0.18) + shade('M540 612H560V906H540Z', 0.18),
      line(fringe, paint.dark, 9) + stitch('M262 880H540'),
      box([440, 800, 80, 50], 5, IVORY),
    ].join('');
  },
};

export const cushion: Shape = {
  pose: 'lying',
  focus: [820, 420],
  draw: (paint, look) => {
    const body =
      'M250 270C420 320 780 320 950 270C902 440 902 780 950 950C780 900 420 900 250 950C298 780 298 440 250 270Z';
    return [
      line(body, paint.dark, 22),
      cloth(body, look),
      shade('M950 270C902 440 902 780 950 950C780 900 420 900 250 950Q700 880 800 760T950 270Z', 0.12),
      shine('M320 340Q460 380 700 372Q480 420 400 560T340 800Q340 500 320 340Z', 0.14),
      seam(
        'M290 310Q380 400 430 410M910 310Q830 400 790 410M290 910Q370 830 420 810M910 910Q830 830 780 810',
        0.16,
      ),
      look.cut === 1
        ? circle(600, 600, 24, paint.dark) +
          seam(
            'M600 576Q580 500 600 450M600 624Q610 700 596 750M576 600Q500 590 450 604M624 600Q700 612 750 598',
            0.2,
          )
        : '',
    ].join('');
  },
};

/** Cut 0 is wooden with a padded seat, 1 an armchair, 2 a stool. */
export const chair: Shape = {
  pose: 'standing',
  shadow: 270,
  focus: [600, 640],
  draw: (_, look) => {
    if (look.cut === 1)
      return [
        line('M330 880L300 984M870 880L900 984', '#8f6239', 30),
        area('M340 640C320 380 380 280 600 280S880 380 860 640Z', SIDE) +
          shine('M400 480Q420 340 560 320Q450 380 440 600Z', 0.16),
        box([330, 640, 540, 150], 50, BODY) + shade('M340 770H860Q840 790 820 790H380Q350 790 340 770Z', 0.2),
        box([300, 760, 600, 140], 40, SIDE),
        box([226, 560, 140, 340], 66, BODY) + box([834, 560, 140, 340], 66, SIDE),
        seam('M600 320V630M480 340Q470 500 480 630M720 340Q730 500 720 630', 0.14),
      ].join('');
    const legs =
      look.cut === 2
        ? line('M470 560L400 984M730 560L800 984M540 560L520 960M660 560L680 960', '#a9794a', 30) +
          line('M432 800H768', '#8f6239', 20)
        : line('M440 640L384 984M760 640L816 984', '#b98855', 32) +
          line('M480 640L464 950M720 640L736 950', '#8f6239', 26) +
          line('M416 820H784', '#8f6239', 16);
    const back =
      look.cut === 2
        ? ''
        : line('M420 640L396 260M780 640L804 260', '#b98855', 30) +
          line(
            steps(480, 60, 5)
              .map((x) => `M${x} 310V600`)
              .join(''),
            '#a9794a',
            16,
          ) +
          box([372, 226, 456, 96], 40, WOOD);
    return [
      legs,
      back,
      look.cut === 2
        ? box([390, 470, 420, 96], 40, BODY) + shade('M400 540H800Q790 566 770 566H430Q410 566 400 540Z', 0.2)
        : area('M396 600H804Q850 604 850 640T804 690H396Q350 690 350 640T396 600Z', BODY) +
          shade('M356 664H844Q834 690 804 690H396Q366 690 356 664Z', 0.2),
      shine('M430 490h240v12H430Z', look.cut === 2 ? 0.2 : 0) +
        (look.cut === 2 ? '' : shine('M400 612h300v12H400Z', 0.25)),
    ].join('');
  },
};

/** Cut 0 is bellied, 1 slender. */
export const vase: Shape = {
  pose: 'standing',
  shadow: 170,
  focus: [600, 760],
  draw: (paint, look) => {
    const body =
      look.cut === 1
        ? 'M540 470H660C664 560 730 700 724 860Q716 988 640 988H560Q484 988 476 860C470 700 536 560 540 470Z'
        : 'M530 500H670C676 580 816 620 816 790C816 910 740 988 680 988H520C460 988 384 910 384 790C384 620 524 580 530 500Z';
    const stem = (d: string, x: number, y: number, tone: string): string =>
      line(d, '#7c8f68', 9) +
      oval(x, y, 26, 46, tone) +
      oval(x - 30, y + 50, 22, 34, tone, 0.8) +
      oval(x + 30, y + 60, 20, 32, tone, 0.8);
    return [
      stem('M590 520C560 400 500 320 470 240', 466, 210, '#d8b98a') +
        stem('M610 520C640 400 700 340 730 290', 736, 256, '#cfa877') +
        stem('M600 520V220', 600, 170, '#e3cba2'),
      area(body, ROUND) + (look.pattern === 'plain' ? '' : area(body, 'url(#p)')),
      oval(600, look.cut === 1 ? 470 : 500, look.cut === 1 ? 60 : 70, 14, paint.deep),
      shine(
        look.cut === 1
          ? 'M530 660Q506 780 520 900H546Q536 780 560 620Z'
          : 'M450 700Q420 790 460 900H500Q460 780 510 660Z',
        0.3,
      ),
      look.cut === 1 ? '' : line('M396 730Q600 770 804 730', paint.trim, 10, 0.5),
    ].join('');
  },
};

export const candle: Shape = {
  pose: 'standing',
  shadow: 200,
  focus: [600, 760],
  draw: (paint, look) =>
    [
      `<g filter="url(#s)">${circle(600, 400, 150, '#ffe2a0', 0.55)}</g>`,
      area('M600 300C640 370 648 400 640 440Q626 480 600 480T560 440C552 400 560 370 600 300Z', '#f7b84b') +
        area('M600 380C620 420 622 440 616 456Q608 470 600 470T584 456C578 440 580 420 600 380Z', '#fff4cf'),
      line('M600 470V560', '#4a4038', 7),
      look.cut === 1
        ? area('M480 560H720V988H480Z', ROUND) + oval(600, 560, 120, 26, paint.pale)
        : area('M406 560H794V930Q794 988 736 988H464Q406 988 406 930Z', ROUND) +
          oval(600, 560, 194, 36, paint.light) +
          oval(600, 566, 174, 29, '#f5ead2') +
          oval(600, 572, 60, 12, '#fff7e0'),
      look.cut === 1
        ? area('M500 566q10 60 0 110t20 60q20-80 10-170Z', paint.pale, 0.6) +
          box([430, 930, 340, 58], 20, WOOD)
        : box([480, 700, 240, 170], 8, IVORY) + line('M530 760H670M550 800H650', '#6c6258', 8, 0.7),
      shine(look.cut === 1 ? 'M506 600h26v320h-26Z' : 'M436 620h40v320h-40Z', 0.22),
    ].join(''),
};

/** Cut 0 has a cone shade, 1 a dome, 2 a jointed arm. */
export const tableLamp: Shape = {
  pose: 'standing',
  shadow: 190,
  focus: [600, 440],
  draw: (paint, look) => {
    if (look.cut === 2)
      return [
        line('M470 950L400 620L640 380', RUBBER, 24) +
          line('M466 940L398 622', '#fff', 5, 0.3) +
          circle(400, 622, 30, '#8d959c'),
        area('M560 420L640 300Q700 260 760 330L900 560L700 640Z', BODY) +
          area('M700 640L900 560Q880 660 800 670T700 640Z', '#ffedb8') +
          shade('M740 320L900 560L840 584Z', 0.15),
        `<g filter="url(#s)">${area('M720 650L880 590L1000 930H640Z', '#fff1c2', 0.35)}</g>`,
        box([320, 936, 320, 50], 24, SIDE),
      ].join('');
    const shadeLine =
      look.cut === 1 ? 'M330 560C340 340 470 240 600 240S860 340 870 560Z' : 'M470 240H730L860 570H340Z';
    return [
      `<g filter="url(#s)">${oval(600, 620, 290, 70, '#ffeab0', 0.7)}</g>`,
      area(
        'M560 560H640L650 720Q760 780 760 900Q760 988 680 988H520Q440 988 440 900Q440 780 550 720Z',
        look.cut === 1 ? WOOD : ROUND,
      ),
      shine('M500 820Q480 900 510 960H540Q510 890 536 800Z', 0.25),
      cloth(shadeLine, look),
      area(shadeLine, '#fff3c8', 0.22) +
        shine(
          look.cut === 1 ? 'M400 520Q420 360 530 280Q470 380 460 540Z' : 'M500 256H550L470 556H400Z',
          0.22,
        ),
      line(look.cut === 1 ? 'M332 560H868' : 'M342 568H858', paint.dark, 14) +
        (look.cut === 1 ? box([584, 206, 32, 44], 12, '#c59c4e') : line('M472 242H728', paint.light, 12)),
    ].join('');
  },
};

/** Cut 0 is a dome, 1 a globe. */
export const pendantLamp: Shape = {
  pose: 'hanging',
  focus: [600, 620],
  draw: (paint, look) =>
    [
      line('M600 0V400', '#4a4c52', 9) + box([560, 390, 80, 76], 16, '#c59c4e'),
      look.cut === 1
        ? circle(600, 690, 240, ROUND) +
          circle(600, 690, 240, '#fff3c8', 0.3) +
          shine('M430 600Q480 490 600 480Q500 540 480 700Z', 0.35)
        : area('M240 800C250 560 420 450 600 450S950 560 960 800Z', BODY) +
          shine('M310 740Q340 570 520 490Q410 590 390 760Z', 0.24) +
          shade('M780 500Q930 580 960 800H860Q860 600 780 500Z', 0.14) +
          oval(600, 800, 360, 54, paint.deep) +
          oval(600, 804, 336, 44, '#ffe9ae') +
          oval(600, 800, 110, 30, '#fffbe6'),
      box([550, 440, 100, 36], 14, RUBBER),
      line(look.cut === 1 ? 'M366 640Q600 590 834 640' : 'M268 700Q600 750 932 700', paint.trim, 6, 0.35),
    ].join(''),
};

export const floorLamp: Shape = {
  pose: 'standing',
  shadow: 180,
  focus: [600, 300],
  draw: (paint, look) =>
    [
      `<g filter="url(#s)">${oval(600, 420, 240, 60, '#ffeab0', 0.7)}</g>`,
      look.cut === 1
        ? line('M600 380V560L420 984M600 560L780 984M600 560V940', '#b98855', 22) +
          circle(600, 560, 22, '#8f6239')
        : line('M600 380V970', '#4a4c52', 18) +
          line('M596 390V960', '#fff', 4, 0.3) +
          oval(600, 972, 150, 22, RUBBER) +
          oval(600, 962, 150, 20, '#55585f'),
      cloth('M440 160H760L800 400H400Z', look) + area('M440 160H760L800 400H400Z', '#fff3c8', 0.2),
      line('M442 160H758', paint.light, 10) +
        line('M402 400H798', paint.dark, 12) +
        shine('M466 172H510L476 390H430Z', 0.22),
      line('M680 400V500', INK, 3, 0.6) + circle(680, 506, 8, '#c59c4e'),
    ].join(''),
};
