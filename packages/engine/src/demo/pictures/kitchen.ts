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
  stitch,
  twice,
  WOOD,
} from './draw.ts';

const glazed = (d: string, pattern: string): string =>
  area(d, ROUND) + (pattern === 'plain' ? '' : area(d, 'url(#p)'));

/** Cut 0 is straight, 1 round, 2 two-toned. */
export const mug: Shape = {
  pose: 'standing',
  shadow: 220,
  rise: 70,
  focus: [600, 700],
  draw: (paint, look) => {
    const body =
      look.cut === 1
        ? 'M372 520H792C812 640 812 800 760 930Q736 988 680 988H484Q428 988 404 930C352 800 352 640 372 520Z'
        : 'M376 480H788V920Q788 988 720 988H444Q376 988 376 920Z';
    const rim = look.cut === 1 ? 520 : 480;
    const foot =
      look.cut === 1
        ? 'M364 760C352 700 600 800 806 740C806 820 790 860 760 930Q736 988 680 988H484Q428 988 404 930C374 850 364 810 364 760Z'
        : 'M376 760Q560 800 788 750V920Q788 988 720 988H444Q376 988 376 920Z';
    return [
      line(`M780 ${rim + 110}C960 ${rim + 70} 960 ${rim + 380} 770 ${rim + 350}`, paint.dark, 44) +
        line(`M786 ${rim + 100}C946 ${rim + 80} 944 ${rim + 340} 790 ${rim + 338}`, paint.light, 10, 0.6),
      glazed(body, look.pattern),
      look.cut === 2 ? area(foot, IVORY, 0.9) + shade('M690 766L788 750V920Q788 988 720 988H660Z', 0.12) : '',
      oval(582, rim, 208, 40, paint.pale) +
        oval(582, rim + 4, 186, 31, paint.deep) +
        oval(582, rim + 14, 170, 20, '#5a3a28'),
      shine(`M424 ${rim + 70}h48v330h-48Z`, 0.24),
      line(
        `M560 ${rim - 70}C530 ${rim - 120} 590 ${rim - 150} 560 ${rim - 210}M630 ${rim - 70}C600 ${rim - 120} 660 ${rim - 150} 630 ${rim - 200}`,
        '#fff',
        13,
        0.55,
      ),
    ].join('');
  },
};

/** Cut 0 stands on the stove, 1 pours slowly through a long neck. */
export const kettle: Shape = {
  pose: 'standing',
  shadow: 280,
  rise: 20,
  focus: [560, 640],
  draw: (paint, look) => {
    const spout =
      look.cut === 1
        ? line('M410 860C230 850 300 560 180 500', paint.dark, 34) +
          line('M400 850C240 830 300 560 184 494', paint.light, 8, 0.6)
        : area('M400 760C320 720 290 620 200 560L250 520C340 560 400 600 450 640Z', SIDE);
    return [
      spout,
      look.cut === 1
        ? line('M770 560C980 500 960 800 800 860', RUBBER, 38)
        : line('M420 520C420 240 780 240 780 520', '#8d959c', 18) +
          line('M490 322C540 280 660 280 710 322', '#a9794a', 40),
      area(
        'M430 520H770C830 620 850 800 830 920Q826 988 760 988H440Q374 988 370 920C350 800 370 620 430 520Z',
        ROUND,
      ) +
        (look.pattern === 'plain'
          ? ''
          : area(
              'M430 520H770C830 620 850 800 830 920Q826 988 760 988H440Q374 988 370 920C350 800 370 620 430 520Z',
              'url(#p)',
            )),
      area('M430 524C430 470 500 450 600 450S770 470 770 524Q600 560 430 524Z', BODY) +
        line('M430 524Q600 560 770 524', INK, 6, 0.3),
      box([566, 396, 68, 60], 26, look.cut === 1 ? RUBBER : WOOD),
      shine('M446 600Q410 700 412 860H462Q456 700 492 600Z', 0.26) +
        shade('M372 930Q600 964 828 930Q820 988 760 988H440Q380 988 372 930Z', 0.16),
    ].join('');
  },
};

/** Cut 0 is a press, 1 a stove-top pot with eight sides, 2 a glass dripper. */
export const coffeeMaker: Shape = {
  pose: 'standing',
  shadow: 200,
  focus: [600, 640],
  draw: (paint, look) => {
    if (look.cut === 1)
      return [
        line('M720 480C880 470 880 640 850 720', RUBBER, 40),
        area('M440 430L380 400L460 640H740L770 420Z', BODY) +
          shade('M640 430L650 640H740L770 420Z', 0.2) +
          shine('M470 440L500 640H550L530 440Z', 0.25),
        area('M440 430L600 330L770 420Z', SIDE) + circle(602, 320, 26, RUBBER),
        box([446, 636, 310, 60], 10, paint.deep),
        area('M460 696H740L800 960Q802 988 774 988H426Q398 988 400 960Z', BODY) +
          shade('M650 696H740L800 960Q802 988 774 988H690Z', 0.2) +
          shine('M500 696H550L520 980H450Z', 0.22),
        circle(720, 800, 18, METAL),
      ].join('');
    if (look.cut === 2)
      return [
        area('M400 270H800L640 540H560Z', '#e3eded', 0.85) +
          area('M412 250H788L640 520H560Z', '#f6efe2') +
          shade('M690 250H788L640 520H600Z', 0.08) +
          line('M400 270H800L640 540M400 270L560 540', '#fff', 8, 0.8),
        area(
          'M556 530H644L690 640C780 720 812 820 800 930Q794 988 740 988H460Q406 988 400 930C388 820 420 720 510 640Z',
          '#e3eded',
          0.85,
        ),
        area(
          'M418 840Q600 870 784 840Q812 900 800 930Q794 988 740 988H460Q406 988 400 930Q390 900 418 840Z',
          '#6b452f',
          0.9,
        ),
        area('M540 500H660L676 610H524Z', BODY) +
          stitch('M548 520H652M538 596H664') +
          circle(600, 556, 15, IVORY),
        shine('M452 780Q470 700 540 650Q490 740 490 940H452Z', 0.6),
      ].join('');
    return [
      line('M760 500C930 490 930 830 764 820', RUBBER, 36),
      line('M600 210V400', '#8d959c', 14) + circle(600, 200, 36, paint.base),
      area('M436 430H764V988H436Z', '#e6eeee', 0.8) +
        area('M446 600H754V970H446Z', '#5a3a28', 0.9) +
        box([446, 590, 308, 26], 6, METAL),
      area('M420 430C430 360 500 340 600 340S770 360 780 430Z', BODY) +
        box([414, 424, 372, 36], 12, METAL) +
        area('M430 440L372 420L430 520Z', METAL),
      line('M438 700H762M438 940H762', paint.dark, 20) + line('M440 460V980M760 460V980', paint.dark, 14),
      shine('M472 470h40v500h-40Z', 0.4) + twice(box([424, 940, 46, 48], 10, paint.deep)),
    ].join('');
  },
};

/** Cut 0 is a pot with a lid, 1 a frying pan. */
export const cookware: Shape = {
  pose: 'standing',
  shadow: 330,
  rise: 140,
  focus: [560, 740],
  draw: (paint, look) =>
    look.cut === 1
      ? [
          line('M820 850L1080 770', RUBBER, 44) + circle(1060, 776, 9, IVORY),
          area('M190 830H850L800 960Q790 988 750 988H290Q250 988 240 960Z', ROUND),
          oval(520, 830, 330, 62, paint.light) +
            oval(520, 834, 304, 52, '#3a3b40') +
            oval(520, 846, 262, 38, '#4a4b51'),
          line('M330 838Q420 808 560 812', '#fff', 8, 0.25) + box([806, 826, 50, 52], 12, METAL),
        ].join('')
      : [
          twice(line('M280 740C190 730 190 820 276 816', paint.dark, 34)),
          glazed('M262 680H938V900Q938 988 850 988H350Q262 988 262 900Z', look.pattern),
          shine('M318 720h56v220h-56Z', 0.22) + shade('M262 690H938V716H262Z', 0.18),
          area('M246 672C260 580 400 530 600 530S940 580 954 672Q600 716 246 672Z', BODY) +
            line('M246 674Q600 718 954 674', paint.deep, 12, 0.6),
          shine('M330 628Q400 570 540 558Q420 590 370 640Z', 0.3),
          oval(600, 530, 54, 14, paint.deep) + box([560, 456, 80, 70], 30, METAL),
        ].join(''),
};

/** Cut 0 is a cook's knife, 1 a bread knife. */
export const knife: Shape = {
  pose: 'lying',
  focus: [560, 700],
  draw: (_, look) => {
    const teeth = 'l-16 14l16 14'.repeat(15);
    const blade =
      look.cut === 1 ? `M560 220Q600 190 660 240V680H560Z` : 'M650 140C560 240 520 420 530 680H664V150Z';
    return `<g transform="rotate(38 600 600)">${[
      area(blade, METAL) + line('M656 240V670', '#fff', 6, 0.6),
      look.cut === 1
        ? area(`M560 236${teeth}L590 660V236Z`, '#8d959c')
        : area('M650 140C560 240 520 420 530 680H560C556 460 590 260 650 140Z', '#eef1f3', 0.8),
      box([540, 672, 132, 40], 8, METAL),
      area('M552 708H664L672 990Q674 1040 624 1040Q566 1040 560 990Z', BODY) +
        shade('M630 708H664L672 990Q674 1040 630 1040Z', 0.18),
      [770, 860, 950].map((y) => circle(612, y, 13, '#d8c08a') + circle(609, y - 3, 5, '#fff', 0.6)).join(''),
      line('M566 730L574 980', '#fff', 6, 0.2),
    ].join('')}</g>`;
  },
};

export const bowls: Shape = {
  pose: 'standing',
  shadow: 280,
  rise: 80,
  focus: [600, 700],
  draw: (paint, look) => {
    const bowl = (y: number, half: number, depth: number): string =>
      glazed(
        `M${600 - half} ${y}H${600 + half}C${600 + half - 10} ${y + depth * 0.7} ${600 + half * 0.6} ${y + depth} ${600 + half * 0.42} ${y + depth}H${600 - half * 0.42}C${600 - half * 0.6} ${y + depth} ${600 - half + 10} ${y + depth * 0.7} ${600 - half} ${y}Z`,
        look.pattern,
      ) +
      oval(600, y, half, half * 0.13, paint.pale) +
      oval(600, y + 5, half - 16, half * 0.11, paint.dark) +
      shine(
        `M${600 - half * 0.8} ${y + 50}Q${600 - half * 0.74} ${y + depth * 0.6} ${600 - half * 0.5} ${y + depth * 0.8}Q${600 - half * 0.6} ${y + depth * 0.5} ${600 - half * 0.66} ${y + 50}Z`,
        0.28,
      );
    return bowl(700, 330, 288) + bowl(560, 270, 230) + bowl(440, 210, 190);
  },
};

export const board: Shape = {
  pose: 'lying',
  scale: 1.02,
  focus: [600, 420],
  draw: (paint, look) => {
    const outline =
      look.cut === 1
        ? 'M600 280a350 350 0 1 1 0 700a350 350 0 1 1 0-700Z'
        : 'M380 330H820Q860 330 860 370V990Q860 1030 820 1030H380Q340 1030 340 990V370Q340 330 380 330Z';
    return [
      area('M540 340V190Q540 140 600 140T660 190V340Z', BODY) + circle(600, 206, 24, INK, 0.45),
      area(outline, BODY),
      line(
        'M430 400C420 560 450 760 424 960M520 350C510 560 550 760 516 1000M610 350C640 560 590 760 620 1000M700 360C690 560 730 760 702 990M776 420C790 600 760 800 782 940',
        paint.deep,
        7,
        0.22,
      ),
      line('M566 360C556 560 600 760 566 990M660 360C676 560 640 760 664 990', paint.pale, 6, 0.4),
      line(outline, '#fff', 5, 0.25),
    ].join('');
  },
};

export const apron: Shape = {
  pose: 'hanging',
  focus: [600, 440],
  draw: (paint, look) =>
    [
      line('M470 290C470 120 730 120 730 290', paint.deep, 20),
      twice(line('M376 560Q280 640 300 780', paint.dark, 18)),
      cloth(
        'M460 280Q600 310 740 280C740 400 770 500 836 540L850 1020Q600 1056 350 1020L364 540C430 500 460 400 460 280Z',
        look,
      ),
      shade('M740 500Q720 800 760 1032L850 1020L836 540Q780 500 740 400Z', 0.12) +
        seam('M470 560Q480 800 452 1026', 0.12),
      area('M450 680H750V840Q750 880 710 880H490Q450 880 450 840Z', SIDE) +
        stitch('M458 700H742M600 700V870'),
      stitch('M466 306Q600 334 734 306') +
        twice(circle(480, 312, 12, '#c59c4e')) +
        box([564, 420, 72, 48], 6, '#9a6a41'),
    ].join(''),
};
