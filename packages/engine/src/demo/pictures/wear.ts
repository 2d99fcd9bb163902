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
  type Shape,
  SIDE,
  seam,
  shade,
  shine,
  steps,
  stitch,
  twice,
} from './draw.ts';

/** Cut 0 is long, 1 short. */
export const trousers: Shape = {
  pose: 'lying',
  focus: [600, 330],
  draw: (paint, look) => {
    const short = look.cut === 1;
    const left = short
      ? 'M428 300C404 480 376 640 352 800Q460 846 582 820L604 520L600 300Z'
      : 'M428 240C404 460 396 760 384 1020Q452 1046 532 1030L604 500L600 240Z';
    const top = short ? 300 : 240;
    return [
      cloth(left, look),
      `<g transform="matrix(-1 0 0 1 1200 0)">${cloth(left, look, SIDE)}</g>`,
      twice(
        (short
          ? stitch('M358 772Q460 816 580 792')
          : stitch('M386 992Q452 1016 532 1002') + seam(`M500 ${top + 190}Q470 760 458 1030`, 0.16)) +
          seam(`M424 ${top + 110}Q500 ${top + 120} 530 ${top + 40}`) +
          stitch(`M426 ${top + 124}Q506 ${top + 130} 542 ${top + 40}`),
      ),
      shade(`M604 ${top + 250}Q560 ${top + 200} 600 ${top + 90}Q640 ${top + 200} 604 ${top + 250}Z`, 0.16),
      seam(`M600 ${top + 40}V${top + 250}`) + stitch(`M628 ${top + 44}Q634 ${top + 190} 606 ${top + 220}`),
      area(
        `M430 ${top - 46}Q600 ${top - 26} 770 ${top - 46}L774 ${top + 24}Q600 ${top + 46} 426 ${top + 24}Z`,
        paint.dark,
      ),
      twice(box([478, top - 54, 20, 88], 5, paint.base)) +
        circle(600, top + 2, 15, IVORY) +
        circle(600, top + 2, 5, INK, 0.5),
    ].join('');
  },
};

const SOCK =
  'M420 230H580V620C580 700 560 740 520 780L400 900C340 960 240 930 236 850C234 800 270 770 310 740C380 690 420 650 420 580Z';

export const socks: Shape = {
  pose: 'lying',
  focus: [520, 640],
  draw: (paint, look) => {
    const sock = [
      cloth(SOCK, look),
      shade(
        'M540 300V620C540 700 500 760 400 860Q340 920 260 900Q320 960 400 900L520 780C560 740 580 700 580 620V300Z',
        0.12,
      ),
      area('M412 220h176v92H412Z', paint.trim) +
        seam(
          steps(434, 22, 7)
            .map((x) => `M${x} 226v80`)
            .join(''),
          0.16,
        ),
      area('M580 560C580 700 560 740 520 780Q462 740 476 650Q520 570 580 560Z', paint.trim),
      area('M330 726Q400 800 372 926C310 950 240 920 236 850C234 800 280 762 330 726Z', paint.trim),
    ].join('');
    return `<g transform="translate(236 -10) rotate(6 600 600)">${sock}</g><g transform="translate(10 60)">${sock}</g>`;
  },
};

/** Cut 0 is plain, 1 has a bobble. */
export const beanie: Shape = {
  pose: 'lying',
  focus: [600, 760],
  draw: (paint, look) => {
    const ribs = steps(330, 42, 14)
      .map((x) => `M${x} 716v176`)
      .join('');
    return [
      look.cut === 1
        ? circle(600, 300, 92, paint.trim) +
          line(
            'M540 250l30 40M600 226v56M660 250l-30 40M536 320l44 4M664 320l-44 4M566 366l22-34M634 366l-22-34',
            paint.deep,
            7,
            0.3,
          )
        : '',
      cloth('M300 740C290 480 420 340 600 340S910 480 900 740Z', look),
      seam('M600 344V720M486 372Q420 520 424 720M714 372Q780 520 776 720', 0.16),
      shade('M740 374Q850 500 850 740H900C910 480 800 370 740 374Z', 0.12),
      shine('M400 460Q340 560 346 700L392 700Q384 560 440 440Z', 0.16),
      area('M290 704Q600 750 910 704L918 884Q600 936 282 884Z', BODY) +
        seam(ribs, 0.2) +
        seam('M290 704Q600 750 910 704', 0.3),
      box([690, 790, 92, 62], 6, IVORY) + seam('M706 812h60M706 830h40', 0.4),
    ].join('');
  },
};

export const cap: Shape = {
  pose: 'lying',
  focus: [560, 600],
  draw: (paint, look) =>
    [
      cloth('M320 720C310 470 440 350 620 350S910 500 900 730Q600 660 320 720Z', look),
      seam('M622 352Q560 520 566 690M622 352Q760 500 772 694M500 380Q420 520 404 704', 0.2),
      shine('M430 460Q370 560 370 690L416 682Q416 560 480 436Z', 0.16),
      shade('M760 400Q860 520 850 716L900 730C906 560 850 440 760 400Z', 0.14),
      oval(622, 350, 30, 14, paint.dark),
      area(
        'M900 700Q600 630 318 700C230 730 170 800 176 850Q180 890 240 884Q560 780 880 790Q914 790 900 700Z',
        SIDE,
      ),
      stitch('M214 848Q520 744 884 762M250 802Q520 716 890 734'),
      line('M322 704Q600 634 898 706', paint.deep, 10, 0.5),
      box([516, 520, 130, 96], 16, paint.trim) + line('M546 588l34-42 26 30 14-16', paint.deep, 9),
    ].join(''),
};

export const scarf: Shape = {
  pose: 'lying',
  focus: [600, 500],
  draw: (paint, look) => {
    const fringe = (x: number): string =>
      steps(x, 20, 9)
        .map((at) => `M${at} 930l-4 84`)
        .join('');
    return [
      line(fringe(408) + fringe(640), paint.dark, 9),
      cloth('M650 460L632 934H806L812 420Z', look, SIDE),
      cloth(
        'M376 430C340 300 440 214 600 214S860 300 824 430C800 520 720 560 600 560S400 520 376 430ZM470 390C480 450 540 470 600 470S720 450 730 390C736 330 680 300 600 300S464 330 470 390Z',
        look,
      ),
      shade('M470 390C464 330 520 300 600 300S736 330 730 390C720 340 670 322 600 322S480 340 470 390Z', 0.3),
      cloth('M420 480L400 934H576L590 540Q480 540 420 480Z', look),
      shade('M420 480Q500 560 590 540L588 600Q480 600 416 552Z', 0.16),
      seam('M470 560Q452 760 452 930M536 580Q520 760 524 930M700 520Q690 760 690 930', 0.14),
      shine('M400 380Q420 280 560 240Q440 300 430 420Z', 0.22),
    ].join('');
  },
};

/** Cut 0 has round glasses, 1 square ones. */
export const sunglasses: Shape = {
  pose: 'lying',
  focus: [410, 600],
  draw: (paint, look) => {
    const lens =
      look.cut === 1
        ? 'M240 520Q400 486 560 520C570 660 520 740 410 740S236 660 240 520Z'
        : 'M240 610a165 160 0 1 1 330 0a165 160 0 1 1 -330 0Z';
    return [
      twice(
        line('M238 540C206 470 226 420 300 396L560 372', paint.deep, 22) +
          line('M246 520C222 470 240 430 304 408', '#fff', 5, 0.2),
      ),
      twice(
        area(lens, '#3b3f4a') +
          area(lens, paint.deep, 0.45) +
          shine('M300 540Q380 510 450 530L340 700Q284 640 300 540Z', 0.16) +
          line(lens, paint.base, 34) +
          line(lens, '#fff', 5, 0.22),
      ),
      line('M566 560Q600 524 634 560', paint.base, 30) + line('M568 552Q600 518 632 552', '#fff', 5, 0.3),
      twice(circle(232, 536, 9, IVORY)),
    ].join('');
  },
};

/** Cut 0 shows numerals as strokes, 1 a small second dial. */
export const watch: Shape = {
  pose: 'lying',
  scale: 1,
  focus: [600, 600],
  draw: (paint, look) => {
    const marks = steps(0, 30, 12)
      .map(
        (angle) => `<path d="M600 436v${angle % 90 === 0 ? 40 : 22}" transform="rotate(${angle} 600 600)"/>`,
      )
      .join('');
    return [
      area('M500 420L520 130Q600 110 680 130L700 420Z', BODY) +
        area('M500 780L520 1070Q600 1090 680 1070L700 780Z', SIDE),
      stitch('M528 160L514 400M672 160L686 400M514 800L528 1040M686 800L672 1040'),
      circle(600, 930, 8, INK, 0.5) + circle(600, 980, 8, INK, 0.5) + circle(600, 1030, 8, INK, 0.5),
      box([806, 574, 40, 52], 10, '#8b9299'),
      circle(600, 600, 222, 'url(#m)') +
        circle(600, 600, 196, '#5f666d') +
        circle(600, 600, 186, look.cut === 1 ? '#2b2f36' : '#f7f4ec'),
      `<g stroke="${look.cut === 1 ? '#e9e5da' : '#3a3d42'}" stroke-width="9" stroke-linecap="round">${marks}</g>`,
      look.cut === 1
        ? circle(600, 690, 52, '#3b4049') + line('M600 690V652', paint.light, 5)
        : box([676, 578, 54, 44], 5, '#e2dccd') + line('M696 590h14v22', '#3a3d42', 5),
      line('M600 600L514 520', look.cut === 1 ? '#f2efe6' : '#2d3035', 15) +
        line('M600 600L678 478', look.cut === 1 ? '#f2efe6' : '#2d3035', 10) +
        line('M584 646L636 494', '#c9523f', 4),
      circle(600, 600, 12, '#c9523f'),
      shine('M470 466A186 186 0 0 1 700 444L520 760A186 186 0 0 1 470 466Z', 0.12),
    ].join('');
  },
};
