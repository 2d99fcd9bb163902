import {
  area,
  BODY,
  box,
  circle,
  INK,
  IVORY,
  line,
  METAL,
  oval,
  RUBBER,
  type Shape,
  shade,
  shine,
  steps,
  twice,
} from './draw.ts';

/** Cut 0 goes over the ear, 1 lies on it. */
export const headphones: Shape = {
  pose: 'lying',
  focus: [340, 740],
  draw: (paint, look) =>
    [
      line('M330 700C290 330 420 210 600 210S910 330 870 700', paint.deep, 52) +
        line('M330 700C290 330 420 210 600 210S910 330 870 700', paint.base, 40),
      line('M380 380C430 270 500 240 600 240S770 270 820 380', paint.dark, 24, 0.8) +
        line('M346 480C360 320 450 218 570 206', '#fff', 8, 0.3),
      twice(line('M332 560V700', '#9aa2a8', 20)),
      twice(
        box([352, 600, 110, 330], 54, RUBBER) +
          (look.cut === 1
            ? circle(320, 764, 130, BODY) + circle(320, 764, 92, paint.dark)
            : box([236, 590, 152, 350], 74, BODY) + box([262, 640, 60, 250], 30, paint.dark, 0.7)) +
          line('M256 690Q248 760 256 830', '#fff', 9, 0.35) +
          circle(look.cut === 1 ? 320 : 290, 764, 20, paint.trim),
      ),
    ].join(''),
};

export const earbuds: Shape = {
  pose: 'lying',
  focus: [480, 420],
  draw: (paint) => {
    const bud = `${circle(470, 360, 92, BODY)}${area('M420 380H516V640Q516 680 468 680T420 640Z', BODY)}${oval(540, 350, 42, 56, RUBBER)}${oval(552, 350, 22, 34, '#55585f')}${line('M444 410V630', '#fff', 9, 0.35)}${circle(446, 330, 24, '#fff', 0.25)}`;
    return [
      box([300, 720, 600, 300], 130, BODY) +
        line('M300 812H900', INK, 6, 0.35) +
        shine('M380 752Q600 726 800 752Q600 746 380 752Z', 0.5),
      shade('M760 720H770A130 130 0 0 1 900 850V890A130 130 0 0 1 770 1020H700Q800 900 760 720Z', 0.12),
      circle(600, 880, 10, paint.trim),
      `<g transform="translate(-60 -110)">${bud}</g><g transform="matrix(-1 0 0 1 1270 -70)">${bud}</g>`,
    ].join('');
  },
};

/** Cut 0 is a shelf speaker, 1 a portable one with a strap. */
export const speaker: Shape = {
  pose: 'standing',
  shadow: 260,
  focus: [600, 720],
  draw: (paint, look) =>
    look.cut === 1
      ? [
          line('M860 560C1010 520 1010 760 880 740', paint.deep, 22),
          box([280, 500, 620, 488], 150, BODY) +
            area(
              'M430 500H750A150 150 0 0 1 900 650V838A150 150 0 0 1 750 988H690Q830 740 690 500Z',
              INK,
              0.12,
            ),
          box([330, 570, 520, 350], 110, paint.deep) +
            `<g fill="${paint.light}" opacity=".4">${steps(0, 1, 6)
              .flatMap((row) =>
                steps(400, 42, 10).map((x) => `<circle cx="${x}" cy="${640 + row * 42}" r="9"/>`),
              )
              .join('')}</g>`,
          box([530, 510, 120, 26], 13, paint.dark) + circle(560, 523, 6, IVORY) + circle(620, 523, 6, IVORY),
          shine('M400 530Q590 510 760 530Q600 526 400 530Z', 0.5),
        ].join('')
      : [
          box([360, 230, 480, 758], 34, BODY) +
            shade('M740 230h66a34 34 0 0 1 34 34v690a34 34 0 0 1-34 34h-66Z', 0.16),
          box([390, 260, 420, 698], 20, paint.dark, 0.5),
          circle(600, 430, 110, '#2b2d31') +
            circle(600, 430, 92, '#43464c') +
            circle(600, 430, 40, '#1f2023') +
            shine('M536 380Q560 350 600 344Q560 380 548 430Z', 0.35),
          circle(600, 740, 172, '#2b2d31') +
            circle(600, 740, 148, '#4b4e55') +
            circle(600, 740, 118, '#3a3d42') +
            circle(600, 740, 58, paint.base) +
            shine('M500 660Q540 606 600 600Q540 650 524 740Z', 0.28),
          [
            [420, 290],
            [780, 290],
            [420, 928],
            [780, 928],
          ]
            .map(([x = 0, y = 0]) => circle(x, y, 9, '#c9ced2'))
            .join(''),
        ].join(''),
};

export const turntable: Shape = {
  pose: 'lying',
  focus: [520, 600],
  draw: (paint) =>
    [
      box([180, 270, 840, 660], 40, BODY) + line('M200 300H1000', '#fff', 6, 0.3),
      circle(520, 600, 290, '#8d959c') + circle(520, 600, 278, '#26272b'),
      `<g fill="none" stroke="#fff" opacity=".12" stroke-width="3">${[250, 220, 190, 160, 130].map((radius) => `<circle cx="520" cy="600" r="${radius}"/>`).join('')}</g>`,
      area('M520 600L330 388A284 284 0 0 1 440 328Z', '#fff', 0.14) +
        area('M520 600L710 812A284 284 0 0 1 600 872Z', '#fff', 0.1),
      circle(520, 600, 96, paint.trim) + circle(520, 600, 60, paint.base, 0.6) + circle(520, 600, 11, IVORY),
      circle(890, 420, 66, METAL) + circle(890, 420, 30, '#5f666d'),
      line('M890 420L870 700L760 770', '#d5dade', 20) +
        line('M780 756L744 784', RUBBER, 34) +
        line('M890 420L896 340', '#8d959c', 30),
      circle(910, 860, 32, METAL) + box([800, 838, 60, 44], 22, paint.deep),
    ].join(''),
};
