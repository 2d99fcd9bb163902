import {
  area,
  BODY,
  box,
  circle,
  cloth,
  each,
  INK,
  IVORY,
  LEATHER,
  line,
  METAL,
  oval,
  RUBBER,
  type Shape,
  SIDE,
  seam,
  shade,
  shine,
  steps,
  stitch,
  twice,
} from './draw.ts';

/** Cut 0 is low, 1 a runner with a wave and a thick sole. */
export const sneaker: Shape = {
  pose: 'standing',
  shadow: 370,
  rise: 150,
  focus: [520, 740],
  draw: (paint, look) => {
    const upper =
      'M232 912C226 846 276 812 360 790C446 766 500 700 556 628C582 594 612 590 642 606C696 636 772 632 826 590C862 562 894 572 906 604C920 650 942 720 948 786L956 912Z';
    return [
      area('M640 606Q730 560 840 584Q760 650 650 624Z', paint.deep),
      cloth(upper, look),
      area('M232 912C226 846 276 812 360 790C430 812 456 862 452 912Z', paint.light) +
        seam('M360 790C430 812 456 862 452 912'),
      area('M956 912L948 786C942 720 920 650 906 604C862 650 838 790 846 912Z', paint.dark) +
        stitch('M884 640C852 720 842 820 846 904'),
      area('M428 762C500 716 540 656 566 616L664 690C622 744 560 800 486 824Z', paint.light) +
        seam('M486 824C560 800 622 744 664 690'),
      line('M462 748L536 800M500 716L580 770M536 676L622 732M566 634L654 690', IVORY, 15),
      look.cut === 1
        ? area('M540 880C640 860 700 780 860 700L852 760C760 820 700 900 560 908Z', paint.trim)
        : circle(748, 770, 54, paint.trim, 0.9) + line('M722 786l26-34 26 34', paint.deep, 9),
      shine('M300 830Q360 800 420 812Q340 822 290 866Z', 0.3),
      look.cut === 1
        ? area(
            'M212 890C400 926 700 880 972 876C990 920 984 976 950 984H300C234 984 200 940 212 890Z',
            IVORY,
          ) + area('M218 940Q600 970 978 936Q976 980 950 984H300C250 984 222 966 218 940Z', paint.base)
        : area('M214 900H966C982 930 976 980 946 984H296C236 984 206 948 214 900Z', IVORY) +
          line('M220 934H972', paint.base, 9, 0.8),
      shade('M222 956H976Q970 982 946 984H296C252 984 228 976 222 956Z', 0.14),
    ].join('');
  },
};

export const boot: Shape = {
  pose: 'standing',
  shadow: 340,
  rise: 40,
  focus: [560, 560],
  draw: (paint, look) => {
    const upper =
      'M540 330Q670 306 800 330C802 470 800 560 824 660C850 760 868 820 870 912H250C240 846 284 796 376 772C462 748 520 700 532 600C540 520 542 430 540 330Z';
    return [
      line('M792 330C850 300 850 250 800 250', paint.deep, 14),
      oval(670, 328, 130, 22, paint.deep),
      cloth(upper, look),
      shade(
        'M730 322Q770 322 800 330C802 470 800 560 824 660C850 760 868 820 870 912H770C776 740 736 560 730 322Z',
        0.14,
      ),
      area('M250 912C240 846 284 796 376 772C440 800 466 860 460 912Z', paint.dark) +
        stitch('M388 782C444 812 470 862 468 906'),
      area('M870 912C868 850 856 780 836 700C790 740 760 820 764 912Z', paint.dark) +
        stitch('M828 724C794 760 776 830 778 906'),
      area(
        'M540 330L640 318C648 470 640 620 556 772L430 752C500 724 528 680 532 600C540 520 542 430 540 330Z',
        paint.light,
      ) + seam('M640 318C648 470 640 620 556 772'),
      line(
        'M548 388L630 372M550 458L632 442M546 528L628 514M534 600L614 592M500 676L586 672M452 740L548 740',
        IVORY,
        14,
      ),
      each(
        [
          [638, 372],
          [640, 442],
          [636, 514],
          [622, 592],
          [594, 672],
        ],
        (x, y) => circle(x, y, 11, '#c59c4e'),
      ),
      area('M536 312Q670 288 806 312V362Q670 338 538 362Z', paint.light) + seam('M538 362Q670 338 806 362'),
      stitch('M668 356C676 540 664 720 584 830L556 900'),
      shine('M680 380Q700 560 660 740L686 740Q724 560 712 380Z', 0.14),
      area(
        'M238 904H882C890 936 890 986 880 988H720L704 968H580L560 988H270C232 984 226 940 238 904Z',
        RUBBER,
      ),
      line('M246 926H878', LEATHER, 11) +
        line(
          steps(286, 44, 6)
            .map((x) => `M${x} 986v-22`)
            .join(''),
          '#1f2024',
          10,
        ) +
        line('M750 986v-22M794 986v-22M838 986v-22', '#1f2024', 10),
    ].join('');
  },
};

export const sandal: Shape = {
  pose: 'standing',
  shadow: 360,
  rise: 170,
  focus: [500, 820],
  draw: (paint) =>
    [
      area(
        'M226 890C300 868 420 890 560 880C700 868 800 810 930 820C984 828 990 984 940 986H280C216 984 190 910 226 890Z',
        '#c9a477',
      ),
      area('M216 930Q600 960 980 900Q986 984 940 986H280C236 984 210 960 216 930Z', RUBBER),
      area(
        'M222 894C300 868 420 892 560 882C700 870 800 812 930 822L936 846C800 836 700 896 560 908C420 918 300 894 222 918Z',
        '#e3c79f',
      ),
      area('M300 880C330 770 420 720 500 742L604 876Q560 884 520 884C470 760 400 800 390 884Z', SIDE),
      area('M276 882C300 770 380 700 452 706L486 760C420 760 380 800 372 886Z', BODY) +
        stitch('M300 862C324 780 390 728 450 730'),
      area('M560 880C600 760 700 690 812 650L840 712C740 740 660 800 640 872Z', BODY) +
        stitch('M590 868C630 770 720 706 812 676'),
      area('M790 640C860 600 920 640 936 822L888 820C880 700 860 680 812 706Z', SIDE),
      box([660, 716, 66, 56], 10, METAL) + box([674, 730, 38, 28], 5, paint.dark),
      box([392, 752, 52, 46], 9, METAL) + box([404, 764, 28, 22], 4, paint.dark),
    ].join(''),
};

/** Cut 0 has a zip, 1 a roll top, 2 a flap with two straps. */
export const backpack: Shape = {
  pose: 'standing',
  shadow: 270,
  focus: [600, 700],
  draw: (paint, look) => {
    const body =
      'M346 480C340 330 440 260 600 260S860 330 854 480L880 900C884 960 850 988 800 988H400C350 988 316 960 320 900Z';
    const top =
      look.cut === 1
        ? area('M388 200H812L842 420Q600 470 358 420Z', SIDE) +
          area('M378 190H822V252H378Z', paint.light) +
          box([576, 232, 48, 150], 8, paint.deep) +
          box([566, 336, 68, 44], 8, METAL)
        : look.cut === 2
          ? area('M340 470C330 320 440 250 600 250S870 320 860 470L846 590Q600 640 354 590Z', paint.dark) +
            twice(box([450, 520, 40, 150], 8, LEATHER) + box([442, 630, 56, 42], 8, METAL)) +
            stitch('M366 570Q600 618 834 570')
          : line('M376 500C372 370 460 310 600 310S828 370 824 500', INK, 12, 0.4) +
            line('M376 500C372 370 460 310 600 310S828 370 824 500', '#fff', 4, 0.35) +
            box([812, 492, 20, 52], 9, paint.trim);
    return [
      line('M520 270C520 180 680 180 680 270', paint.deep, 26),
      twice(line('M336 520C280 620 282 780 322 900', paint.deep, 34)),
      cloth(body, look),
      shade('M760 300Q850 360 854 480L880 900C884 960 850 988 800 988H740Q820 800 760 300Z', 0.13),
      shine('M400 420Q440 320 540 300Q440 360 430 560L396 560Z', 0.16),
      top,
      area('M400 690Q600 660 800 690L816 900Q816 944 772 944H428Q384 944 384 900Z', BODY) +
        seam('M400 690Q600 660 800 690L816 900Q816 944 772 944H428Q384 944 384 900Z', 0.25),
      line('M412 736Q600 708 788 736', INK, 10, 0.35) + box([770, 732, 16, 44], 7, paint.trim),
      box([556, 800, 88, 60], 8, LEATHER) + line('M578 842l22-26 22 26', IVORY, 6),
    ].join('');
  },
};

export const tote: Shape = {
  pose: 'standing',
  shadow: 290,
  rise: 20,
  focus: [600, 640],
  draw: (paint, look) => {
    const body = 'M300 470H900L868 956Q866 988 834 988H366Q334 988 332 956Z';
    return [
      line('M450 490C446 250 500 200 600 200S754 250 750 490', paint.deep, 28),
      area('M312 446H888L900 480H300Z', paint.deep),
      cloth(body, look),
      shade('M780 470H900L868 956Q866 988 834 988H740Q800 740 780 470Z', 0.12),
      seam('M420 520Q440 700 410 960M700 520Q690 720 716 960', 0.1),
      line('M440 640C436 330 500 270 600 270S764 330 760 640', look.cut === 1 ? LEATHER : paint.dark, 32),
      twice(
        box([420, 590, 40, 76], 4, look.cut === 1 ? LEATHER : paint.dark) +
          stitch('M428 600l24 56M452 600l-24 56'),
      ),
      stitch('M306 496H894'),
      box([540, 720, 120, 120], 60, paint.trim, 0.85) + line('M570 796l30-42 30 42', paint.dark, 9),
    ].join('');
  },
};

export const duffel: Shape = {
  pose: 'standing',
  shadow: 390,
  rise: 110,
  focus: [600, 760],
  draw: (paint, look) => {
    const body =
      'M210 700C206 570 270 520 360 520H840C930 520 994 570 990 700L996 880C996 950 960 988 900 988H300C240 988 204 950 204 880Z';
    return [
      line('M430 560C430 330 500 290 600 290S770 330 770 560', paint.deep, 26),
      cloth(body, look),
      shade('M860 520C930 520 994 570 990 700L996 880C996 950 960 988 900 988H820Q900 760 860 520Z', 0.16),
      shade('M204 860H996V880C996 950 960 988 900 988H300C240 988 204 950 204 880Z', 0.14),
      shine('M270 600Q320 540 420 540H760Q480 570 280 680Z', 0.16),
      line('M330 566H870', INK, 12, 0.45) +
        line('M330 566H870', '#fff', 4, 0.4) +
        box([850, 560, 58, 18], 8, METAL),
      twice(
        area('M392 540h56V988h-56Z', LEATHER) +
          stitch('M402 548V980M438 548V980') +
          line('M420 600C416 420 500 372 600 372', LEATHER, 28),
      ),
      box([546, 360, 108, 30], 14, '#7d5330'),
      box([506, 720, 188, 150], 14, paint.dark, 0.7) + stitch('M518 740H682'),
    ].join('');
  },
};

export const suitcase: Shape = {
  pose: 'standing',
  shadow: 250,
  focus: [600, 520],
  draw: (paint) =>
    [
      line('M520 300V150H680V300', '#8b9299', 20) + box([500, 130, 200, 34], 16, RUBBER),
      twice(box([400, 940, 56, 48], 16, RUBBER)),
      box([350, 290, 500, 660], 54, BODY),
      shade('M740 290h56a54 54 0 0 1 54 54v552a54 54 0 0 1-54 54h-56Z', 0.14),
      line(
        steps(410, 76, 6)
          .map((x) => `M${x} 350V890`)
          .join(''),
        paint.dark,
        20,
        0.75,
      ),
      line(
        steps(402, 76, 6)
          .map((x) => `M${x} 350V890`)
          .join(''),
        '#fff',
        6,
        0.25,
      ),
      twice(
        area(
          'M350 390V344a54 54 0 0 1 54-54h46Q440 380 350 390ZM350 850V896a54 54 0 0 0 54 54h46Q440 860 350 850Z',
          paint.dark,
        ),
      ),
      box([540, 276, 120, 40], 14, paint.deep) + box([560, 600, 80, 44], 10, METAL),
      oval(600, 622, 16, 9, INK, 0.4),
    ].join(''),
};
