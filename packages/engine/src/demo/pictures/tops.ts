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

const LONG_SLEEVE = 'M418 296C340 322 300 400 280 500L214 856Q258 884 306 884L404 580Z';
const SHORT_SLEEVE = 'M418 296C340 322 292 392 262 520Q312 556 388 562L420 470Z';
const BODY_LINE =
  'M500 254L410 296C398 400 408 520 404 600L392 946Q600 984 808 946L796 600C792 520 802 400 790 296L700 254Q600 330 500 254Z';
const FOLDS = `${shade('M404 600Q440 760 392 946L440 956Q470 760 404 600Z', 0.1)}${shade('M796 470Q740 720 808 946L730 962Q690 720 796 470Z', 0.1)}`;

/** Cut 0 has long sleeves, 1 short ones. */
export const shirt: Shape = {
  pose: 'lying',
  focus: [600, 400],
  draw: (paint, look) => {
    const sleeve = look.cut === 1 ? SHORT_SLEEVE : LONG_SLEEVE;
    const cuff =
      look.cut === 1
        ? stitch('M268 500Q330 540 392 544')
        : area('M222 812L214 856Q258 884 306 884L318 848Q266 842 222 812Z', paint.dark);
    return [
      oval(600, 268, 98, 34, paint.deep),
      twice(cloth(sleeve, look, SIDE) + cuff + seam('M418 296Q392 440 404 560')),
      cloth(BODY_LINE, look),
      FOLDS,
      box([576, 330, 48, 640], 0, paint.light, 0.75),
      seam('M576 350V972M624 350V972', 0.18),
      steps(420, 104, 6)
        .map((y) => circle(600, y, 10, IVORY) + circle(600, y, 3, INK, 0.5))
        .join(''),
      area('M668 470h92v70l-46 26-46-26Z', paint.base) +
        seam('M668 470h92v70l-46 26-46-26Z', 0.22) +
        stitch('M674 486h80'),
      twice(
        area('M504 240L600 338L536 404L462 284Q476 256 504 240Z', paint.light) +
          seam('M600 338L536 404L462 284', 0.25),
      ),
    ].join('');
  },
};

/** Cut 0 is a crew neck, 1 has a chest pocket, 2 a contrasting collar. */
export const tee: Shape = {
  pose: 'lying',
  focus: [600, 340],
  draw: (paint, look) =>
    [
      oval(600, 268, 96, 32, paint.deep),
      twice(
        cloth(SHORT_SLEEVE, look, SIDE) +
          stitch('M270 498Q330 532 392 538') +
          seam('M418 296Q398 400 418 480'),
      ),
      cloth(BODY_LINE, look),
      FOLDS,
      line('M494 256Q600 366 706 256', look.cut === 2 ? paint.trim : paint.dark, 30),
      line('M494 256Q600 366 706 256', '#fff', 3, 0.25),
      stitch('M396 918Q600 956 804 918'),
      look.cut === 1 ? area('M660 450h96v84q-48 34-96 0Z', paint.dark) + stitch('M668 464h80') : '',
    ].join(''),
};

const RIB = 'M392 900Q600 938 808 900L804 972Q600 1010 396 972Z';

/** Cut 0 has a round neck, 1 a roll neck, 2 buttons down the front. */
export const sweater: Shape = {
  pose: 'lying',
  focus: [600, 380],
  draw: (paint, look) => {
    const ribs = steps(410, 24, 17)
      .map((x) => `M${x} ${Math.round(908 + 26 * (1 - ((x - 600) / 200) ** 2))}v64`)
      .join('');
    return [
      oval(600, 262, 100, 34, paint.deep),
      twice(
        cloth('M420 290C330 316 288 400 268 500L206 830Q260 866 322 862L414 590Z', look, SIDE) +
          area('M206 826Q260 866 322 862L314 926Q256 930 200 894Z', paint.dark) +
          seam('M228 846l-6 56M256 858l-4 60M286 862l-2 60', 0.2) +
          seam('M420 290Q388 440 410 580', 0.22),
      ),
      cloth(BODY_LINE, look),
      FOLDS,
      area(RIB, paint.dark) + seam(ribs, 0.16),
      look.cut === 1
        ? area(
            'M500 262C496 210 504 176 516 168Q600 196 684 168C696 176 704 210 700 262Q600 340 500 262Z',
            BODY,
          ) + seam('M504 240Q600 304 696 240', 0.25)
        : line('M494 254Q600 366 706 254', paint.dark, 36) + line('M494 254Q600 366 706 254', '#fff', 3, 0.2),
      look.cut === 2
        ? box([574, 322, 52, 668], 0, paint.dark) +
          steps(400, 116, 5)
            .map((y) => circle(600, y, 15, IVORY) + circle(600, y, 5, INK, 0.4))
            .join('')
        : '',
    ].join('');
  },
};

/** Cut 0 has short sleeves, 1 straps, 2 a belt. */
export const dress: Shape = {
  pose: 'lying',
  focus: [600, 400],
  draw: (paint, look) => {
    const skirt =
      'M462 560Q600 586 738 560C770 720 836 880 868 1000Q600 1060 332 1000C364 880 430 720 462 560Z';
    const folds =
      'M500 590Q470 820 430 1016M560 598Q548 820 530 1030M640 598Q652 820 672 1030M700 590Q734 820 772 1016';
    const top =
      look.cut === 1
        ? 'M486 318Q600 372 714 318C730 400 724 500 740 566Q600 592 460 566C476 500 470 400 486 318Z'
        : 'M510 196L424 232C440 340 470 440 460 566Q600 592 740 566C730 440 760 340 776 232L690 196Q600 320 510 196Z';
    return [
      look.cut === 1
        ? twice(line('M492 326L528 176', paint.dark, 18))
        : twice(
            cloth('M430 228C372 254 342 330 326 400Q376 430 440 428L464 350Z', look, SIDE) +
              stitch('M332 384Q380 410 444 410'),
          ),
      cloth(skirt, look),
      shade('M462 560Q600 586 738 560L744 606Q600 634 456 606Z', 0.14),
      seam(folds, 0.14),
      shine('M520 600Q500 820 470 1020L506 1026Q536 820 546 602Z', 0.1),
      cloth(top, look),
      look.cut === 1
        ? line('M486 320Q600 374 714 320', paint.light, 12)
        : line('M508 198Q600 326 692 198', paint.light, 14),
      look.cut === 2
        ? area('M458 548Q600 576 742 548L742 592Q600 620 458 592Z', paint.trim) +
          box([570, 566, 60, 40], 8, paint.dark)
        : seam('M460 566Q600 592 740 566', 0.3),
    ].join('');
  },
};

/** Cut 0 is hooded with a zip, 1 quilted, 2 a work jacket with patch pockets. */
export const jacket: Shape = {
  pose: 'lying',
  focus: [600, 430],
  draw: (paint, look) => {
    const body =
      'M490 262L392 306C378 420 392 540 388 620L378 960Q600 990 822 960L812 620C808 540 822 420 808 306L710 262Q600 320 490 262Z';
    const sleeve = 'M402 302C316 330 272 420 254 520L196 868Q250 902 314 898L398 600Z';
    const quilts = steps(400, 88, 7)
      .map((y) => `M384 ${y}Q600 ${y + 40} 816 ${y}`)
      .join('');
    const closure =
      look.cut === 2
        ? steps(400, 124, 5)
            .map((y) => circle(600, y, 14, INK, 0.65) + circle(597, y - 3, 5, '#fff', 0.5))
            .join('')
        : line('M600 310V974', INK, 12, 0.5) +
          line('M600 310V974', '#fff', 4, 0.45) +
          box([592, 380, 16, 46], 8, IVORY);
    return [
      look.cut === 0
        ? area('M470 276C446 170 520 118 600 118S754 170 730 276Q600 356 470 276Z', SIDE) +
          area('M506 268C500 196 550 168 600 168S700 196 694 268Q600 326 506 268Z', paint.deep)
        : '',
      twice(
        cloth(sleeve, look, SIDE) +
          (look.cut === 1
            ? seam(
                'M292 420Q350 460 404 440M262 520Q330 560 400 540M240 640Q310 676 376 660M220 750Q290 790 348 772',
                0.25,
              )
            : '') +
          area('M202 832L196 868Q250 902 314 898L322 862Q258 866 202 832Z', paint.deep) +
          seam('M402 302Q372 460 396 590'),
      ),
      cloth(body, look),
      look.cut === 1
        ? seam(quilts, 0.25) +
          line(
            steps(412, 88, 7)
              .map((y) => `M384 ${y}Q600 ${y + 40} 816 ${y}`)
              .join(''),
            '#fff',
            8,
            0.14,
          )
        : shade(
            'M388 620Q440 780 378 960L452 972Q476 780 388 620ZM812 500Q740 740 822 960L740 974Q690 740 812 500Z',
            0.1,
          ),
      closure,
      look.cut === 2
        ? twice(area('M430 700h124v150q-62 26-124 0Z', paint.dark) + stitch('M440 716h104')) +
          area('M650 450h104v96q-52 22-104 0Z', paint.dark)
        : twice(line('M430 700L474 830', INK, 12, 0.35) + line('M432 700L476 830', '#fff', 3, 0.4)),
      look.cut === 0
        ? twice(line('M560 300L548 420', IVORY, 7) + circle(547, 426, 9, IVORY)) +
          area('M394 300Q600 380 806 300L804 400Q600 470 396 400Z', paint.trim, 0.16)
        : twice(
            area('M496 244L594 330L528 400L454 288Q470 258 496 244Z', paint.light) +
              seam('M594 330L528 400L454 288'),
          ),
    ].join('');
  },
};
