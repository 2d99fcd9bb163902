import {
  area,
  BODY,
  box,
  circle,
  cloth,
  INK,
  IVORY,
  line,
  METAL,
  oval,
  ROUND,
  RUBBER,
  type Shape,
  SIDE,
  seam,
  shade,
  shine,
  steps,
  twice,
  WOOD,
} from './draw.ts';

/** Cut 0 has an elastic band, 1 a spiral, 2 a cloth spine. */
export const notebook: Shape = {
  pose: 'lying',
  focus: [560, 520],
  draw: (paint, look) =>
    [
      box([362, 232, 520, 760], 18, '#e7dfce') + line('M878 250V976M870 250V980', INK, 3, 0.2),
      cloth(
        'M350 210H840Q866 210 866 236V950Q866 976 840 976H350Q330 976 330 956V230Q330 210 350 210Z',
        look,
      ),
      look.cut === 1
        ? steps(262, 56, 13)
            .map(
              (y) =>
                circle(372, y, 11, INK, 0.4) +
                line(`M372 ${y}C300 ${y - 30} 300 ${y + 22} 344 ${y + 12}`, '#d9dee1', 9),
            )
            .join('')
        : look.cut === 2
          ? area('M350 210H430V976H350Q330 976 330 956V230Q330 210 350 210Z', paint.trim) +
            seam('M430 210V976')
          : shade('M350 210H372V976H350Q330 976 330 956V230Q330 210 350 210Z', 0.22) +
            line('M792 210V976', paint.deep, 18),
      look.pattern === 'plain' ? shine('M450 230H700L470 700V230Z', 0.08) : '',
      box([500, 380, 220, 120], 8, IVORY) + line('M536 424H684M536 456H640', '#6c6258', 8, 0.6),
      area('M560 976h34v70l-17-16-17 16Z', paint.trim),
    ].join(''),
};

/** Cut 0 is a fountain pen, 1 a pencil set, 2 a rollerball. */
export const pen: Shape = {
  pose: 'lying',
  focus: [600, 420],
  draw: (paint, look) => {
    const pencil = (x: number, fill: string): string =>
      area(`M${x - 34} 330H${x + 34}V980H${x - 34}Z`, fill) +
      area(`M${x - 34} 330L${x} 210L${x + 34} 330Z`, '#e5c699') +
      area(`M${x - 10} 246L${x} 210L${x + 10} 246Z`, RUBBER) +
      box([x - 36, 930, 72, 44], 4, METAL) +
      box([x - 32, 970, 64, 50], 16, paint.trim) +
      shine(`M${x - 20} 336h14V926h-14Z`, 0.35) +
      shade(`M${x + 12} 330h22V980h-22Z`, 0.18);
    return look.cut === 1
      ? `<g transform="rotate(14 600 600)">${pencil(440, paint.dark)}${pencil(550, paint.base)}${pencil(660, paint.light)}${pencil(770, paint.pale)}</g>`
      : `<g transform="rotate(36 600 600)">${[
          look.cut === 2
            ? area('M566 250L590 140H610L634 250Z', METAL) + circle(600, 138, 10, RUBBER)
            : area('M560 250C566 180 590 140 600 100C610 140 634 180 640 250Z', '#d3b266') +
              line('M600 130V210', INK, 4, 0.6) +
              circle(600, 214, 8, INK, 0.6),
          area('M556 250H644L654 400H546Z', RUBBER),
          area('M544 400H656L660 700H540Z', ROUND),
          box([536, 690, 128, 34], 8, '#d3b266'),
          area('M536 720H664V1040Q664 1090 600 1090T536 1040Z', ROUND) +
            box([536, 1010, 128, 16], 0, '#d3b266'),
          box([628, 740, 24, 240], 12, '#d3b266') + shine('M562 410h18V690h-18ZM558 730h18V1000h-18Z', 0.35),
        ].join('')}</g>`;
  },
};

export const book: Shape = {
  pose: 'standing',
  shadow: 300,
  focus: [560, 640],
  draw: (paint, look) => {
    const lying = (y: number, height: number, left: number, fill: string): string =>
      box([left, y, 600, height], 10, fill) +
      box([left + 540, y + 12, 64, height - 24], 4, '#efe7d6') +
      line(
        `M${left + 80} ${y + 2}V${y + height - 2}M${left + 110} ${y + 2}V${y + height - 2}`,
        '#fff',
        5,
        0.35,
      );
    return [
      lying(900, 88, 300, SIDE),
      lying(824, 76, 330, paint.trim),
      area('M420 250L770 214Q790 212 792 232L840 800Q840 824 818 824H470Z', '#efe7d6'),
      cloth(
        'M392 264Q390 244 410 242L750 210Q772 208 774 230L822 800Q824 824 800 824H462Q440 824 438 802Z',
        look,
      ),
      shade('M392 264Q390 244 410 242L440 239L486 824H462Q440 824 438 802Z', 0.2),
      look.pattern === 'plain'
        ? area('M500 320L720 300L732 430L510 446Z', paint.pale, 0.9) +
          line('M540 352L690 340M550 396L660 388', paint.deep, 10) +
          circle(640, 630, 78, paint.trim, 0.8)
        : area('M510 430L720 412L734 560L522 576Z', IVORY) +
          line('M550 470L690 458M556 518L660 510', '#5a5148', 10),
    ].join('');
  },
};

/** Cut 0 is a bear, 1 a rabbit. */
export const softToy: Shape = {
  pose: 'standing',
  shadow: 250,
  focus: [600, 460],
  draw: (paint, look) =>
    [
      look.cut === 1
        ? twice(oval(520, 246, 52, 126, BODY) + oval(520, 254, 26, 92, '#e9b9b0'))
        : twice(circle(450, 330, 74, BODY) + circle(450, 336, 40, paint.pale)),
      twice(`<g transform="rotate(34 400 720)">${oval(400, 720, 66, 130, SIDE)}</g>`),
      cloth('M600 560C740 560 810 680 810 800S740 988 600 988S390 920 390 800S460 560 600 560Z', look),
      oval(600, 800, 130, 140, paint.pale, 0.8),
      twice(oval(460, 930, 108, 58, BODY) + oval(440, 932, 50, 32, paint.pale)),
      circle(600, 450, 196, BODY) + shine('M460 380Q500 290 600 280Q520 330 500 430Z', 0.18),
      oval(600, 510, 84, 66, paint.pale) +
        oval(600, 478, 30, 21, INK, 0.85) +
        line('M600 498V530M600 530Q570 556 546 536M600 530Q630 556 654 536', INK, 7, 0.7),
      twice(circle(524, 426, 17, INK, 0.9) + circle(519, 420, 5, '#fff')),
      area('M540 624L470 590V670ZM660 624L730 590V670Z', '#b04340') +
        circle(600, 626, 30, '#93332f') +
        line('M540 620Q600 650 660 620', '#93332f', 18),
    ].join(''),
};

/** Cut 0 is a car, 1 a train. */
export const woodenVehicle: Shape = {
  pose: 'standing',
  shadow: 360,
  rise: 130,
  focus: [560, 760],
  draw: (paint, look) => {
    const wheel = (x: number, radius: number): string =>
      circle(x, 988 - radius, radius, WOOD) +
      circle(x, 988 - radius, radius * 0.62, '#e7cba0') +
      circle(x, 988 - radius, radius * 0.2, '#8f6239');
    return look.cut === 1
      ? [
          box([230, 590, 120, 110], 10, paint.trim) + box([270, 480, 90, 120], 18, SIDE),
          box([210, 650, 440, 200], 90, ROUND) + line('M330 652V848M450 652V848', '#d3b266', 14),
          box([610, 430, 300, 420], 24, BODY) +
            box([670, 500, 180, 140], 16, '#fbeecb') +
            box([580, 390, 360, 56], 20, paint.dark),
          box([200, 836, 740, 60], 20, WOOD) + wheel(310, 80) + wheel(480, 80) + wheel(780, 106),
          circle(206, 740, 30, '#fbe3a0'),
        ].join('')
      : [
          area('M400 640C430 500 500 460 600 460S800 500 830 640Z', SIDE) +
            area('M450 636C470 540 520 510 584 506V636ZM620 506C700 510 760 550 778 636H620Z', '#fbeecb'),
          area(
            'M220 760C220 660 290 636 400 636H840C940 636 990 680 990 780V880Q990 910 960 910H250Q220 910 220 880Z',
            BODY,
          ) + shade('M220 850H990V880Q990 910 960 910H250Q220 910 220 880Z', 0.16),
          shine('M280 690Q330 660 420 660H760Q460 676 290 720Z', 0.25),
          circle(268, 770, 34, '#fbe3a0') +
            box([560, 740, 70, 20], 10, paint.trim) +
            line('M602 640V900', INK, 5, 0.2),
          wheel(380, 104) + wheel(810, 104),
        ].join('');
  },
};

/** Cut 0 is a ring stacker, 1 building blocks. */
export const blocks: Shape = {
  pose: 'standing',
  shadow: 270,
  rise: 40,
  focus: [600, 760],
  draw: (paint, look) => {
    const tones = [paint.deep, paint.base, paint.light, paint.trim, paint.pale];
    const ring = (y: number, half: number, tone: string): string =>
      box([600 - half, y, half * 2, 98], 49, tone) +
      shine(`M${600 - half + 40} ${y + 18}H${600 + half * 0.3}V${y + 32}H${600 - half + 40}Z`, 0.35) +
      shade(
        `M${600 - half + 30} ${y + 74}H${600 + half - 30}Q${600 + half - 50} ${y + 98} ${600 + half - 60} ${y + 98}H${600 - half + 60}Q${600 - half + 44} ${y + 98} ${600 - half + 30} ${y + 74}Z`,
        0.18,
      );
    const cube = (x: number, y: number, tone: string, mark: string): string =>
      box([x, y, 196, 196], 18, tone) +
      shade(`M${x + 150} ${y}h28a18 18 0 0 1 18 18v160a18 18 0 0 1-18 18h-28Z`, 0.14) +
      line(`M${x + 20} ${y + 14}H${x + 150}`, '#fff', 7, 0.4) +
      mark;
    return look.cut === 1
      ? cube(300, 792, paint.base, circle(390, 892, 48, paint.pale)) +
          cube(504, 792, '#dcb685', line('M560 930L600 850L644 930Z', paint.deep, 14)) +
          cube(708, 792, paint.dark, box([758, 846, 90, 90], 10, paint.light)) +
          cube(400, 590, paint.light, line('M450 690h90M495 644v90', paint.deep, 18)) +
          cube(604, 590, paint.trim, circle(700, 690, 46, paint.base)) +
          area('M504 584L602 420L700 584Z', BODY)
      : box([576, 260, 48, 640], 24, WOOD) +
          circle(600, 280, 62, WOOD) +
          box([340, 940, 520, 48], 24, WOOD) +
          tones.map((tone, index) => ring(842 - index * 100, 240 - index * 32, tone)).join('');
  },
};

export const puzzle: Shape = {
  pose: 'lying',
  focus: [600, 560],
  draw: (paint, look) => {
    const tones = [paint.base, paint.light, paint.dark, paint.trim];
    const piece = (column: number, row: number): string => {
      const [x, y] = [240 + column * 240, 240 + row * 240];
      const knob = column < 2 ? `V${y + 84}a38 38 0 1 1 0 72V${y + 240}` : `V${y + 240}`;
      const foot = row < 2 ? `H${x + 156}a38 38 0 1 1 -72 0H${x}` : `H${x}`;
      return (
        area(`M${x} ${y}H${x + 240}${knob}${foot}Z`, tones[(column + row * 2 + look.cut) % 4] ?? paint.base) +
        line(`M${x} ${y}H${x + 240}${knob}${foot}Z`, '#fff', 4, 0.35)
      );
    };
    const order = [2, 1, 0].flatMap((row) => [2, 1, 0].map((column) => [column, row] as const));
    return (
      box([222, 222, 756, 756], 26, WOOD) +
      order
        .filter(([column, row]) => column !== 2 || row !== 0)
        .map(([column, row]) => piece(column, row))
        .join('') +
      `<g transform="rotate(14 900 300) translate(70 -60)">${piece(2, 0)}</g>`
    );
  },
};
