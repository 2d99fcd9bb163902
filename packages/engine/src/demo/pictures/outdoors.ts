import {
  area,
  BODY,
  box,
  circle,
  cloth,
  INK,
  IVORY,
  LEATHER,
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
  WOOD,
} from './draw.ts';

/** Cut 0 is a ridge tent, 1 a dome. */
export const tent: Shape = {
  pose: 'standing',
  shadow: 440,
  rise: 110,
  focus: [520, 760],
  draw: (paint, look) =>
    look.cut === 1
      ? [
          line('M160 986L240 860M1040 986L960 860', IVORY, 5),
          area('M190 984C220 620 420 400 640 400S990 640 1010 984Z', SIDE),
          area('M190 984C220 620 420 400 640 400C560 560 540 800 590 984Z', BODY),
          area('M300 984C300 780 390 640 470 620C520 740 540 880 540 984Z', paint.deep),
          area('M470 620C560 720 560 880 540 984L610 984C620 800 560 660 470 620Z', paint.pale),
          line('M190 984C220 620 420 400 640 400S990 640 1010 984', paint.trim, 10) +
            line('M640 400C560 560 540 800 590 984M640 400C800 560 850 800 846 984', paint.trim, 10, 0.8),
          shine('M300 700Q380 500 560 426Q430 540 370 720Z', 0.18),
          seam('M206 930Q600 950 1000 930', 0.2),
        ].join('')
      : [
          line('M120 986L470 390M1090 986L770 390', IVORY, 6),
          area('M470 370L780 330L1040 984H820Z', SIDE),
          area('M470 370L820 984H190Z', BODY),
          shade('M470 370L780 330L830 460L520 500Z', 0.1),
          area('M470 470L640 984H330Z', paint.deep),
          area('M470 470L330 984H270Q400 760 470 470ZM470 470L640 984H700Q540 760 470 470Z', paint.pale),
          line('M470 350V984', LEATHER, 14) + line('M470 370L190 984M470 370L820 984', paint.trim, 7, 0.7),
          seam('M660 350L930 984', 0.2) + shine('M450 430L250 900L310 900Z', 0.14),
          circle(470, 348, 12, paint.trim),
          line('M190 984l-34 6M1040 984l34 6', RUBBER, 12),
        ].join(''),
};

export const sleepingBag: Shape = {
  pose: 'lying',
  scale: 0.98,
  focus: [600, 420],
  draw: (paint, look) => {
    const body =
      'M600 130C740 130 806 230 806 350C806 500 770 800 730 980Q720 1060 600 1060T470 980C430 800 394 500 394 350C394 230 460 130 600 130Z';
    const quilts = steps(470, 92, 6)
      .map((y, index) => `M${400 + index * 13} ${y}Q600 ${y + 44} ${800 - index * 13} ${y}`)
      .join('');
    return [
      cloth(body, look),
      area('M600 190C690 190 736 250 736 330Q736 420 600 436T464 330C464 250 510 190 600 190Z', paint.deep),
      area('M600 226C670 226 700 270 700 330Q690 396 600 404T500 330C500 270 530 226 600 226Z', paint.pale),
      shade('M530 340Q600 300 670 340Q690 396 600 404T530 340Z', 0.14),
      seam(quilts, 0.26) + line(quilts, '#fff', 4, 0.14),
      line('M724 420C716 600 700 800 676 960', INK, 11, 0.4) +
        line('M724 420C716 600 700 800 676 960', paint.trim, 5),
      shade('M760 300Q800 500 730 980Q720 1060 600 1060Q700 1020 700 900Z', 0.12),
      box([560, 450, 80, 40], 8, paint.trim),
    ].join('');
  },
};

/** Cut 0 is slim with a screw lid, 1 wide with a loop. */
export const bottle: Shape = {
  pose: 'standing',
  shadow: 150,
  focus: [600, 420],
  draw: (paint, look) => {
    const wide = look.cut === 1;
    const body = wide
      ? 'M420 470C420 400 480 380 480 340H720C720 380 780 400 780 470V930Q780 988 722 988H478Q420 988 420 930Z'
      : 'M462 480C462 400 532 380 532 300H668C668 380 738 400 738 480V940Q738 988 690 988H510Q462 988 462 940Z';
    const [left, right] = wide ? [420, 780] : [462, 738];
    return [
      wide ? line('M540 220C540 110 660 110 660 220', RUBBER, 26) : '',
      box(wide ? [490, 210, 220, 120] : [540, 190, 120, 116], 18, wide ? RUBBER : METAL),
      wide
        ? line('M520 240V310M560 240V310M600 240V310M640 240V310M680 240V310', '#fff', 4, 0.18)
        : seam('M540 270H660'),
      area(body, ROUND) + (look.pattern === 'plain' ? '' : area(body, 'url(#p)')),
      `<rect x="${left}" y="916" width="${right - left}" height="26" fill="${INK}" opacity=".14"/>`,
      shine(`M${left + 40} 500Q${left + 46} 440 ${left + 74} 412V940H${left + 40}Z`, 0.26),
      line('M560 640l40-58 40 58M540 700h120', paint.trim, 10),
    ].join('');
  },
};

export const lantern: Shape = {
  pose: 'standing',
  shadow: 200,
  focus: [600, 620],
  draw: (paint) =>
    [
      line('M420 420C380 150 820 150 780 420', STEEL_DARK, 16),
      area('M470 380H730L770 470H430Z', BODY) + box([520, 320, 160, 66], 20, SIDE),
      area('M450 470H750V800H450Z', '#fbe8b4') +
        oval(600, 660, 120, 150, '#fff6d8') +
        oval(600, 690, 52, 86, '#f6c35a', 0.85) +
        oval(600, 710, 26, 52, '#fff3c4'),
      shine('M474 490h44V790h-44Z', 0.5),
      line('M452 470V800M748 470V800M530 470V800M670 470V800', paint.dark, 12),
      area('M420 796H780L800 880H400Z', BODY) +
        box([384, 876, 432, 112], 30, BODY) +
        shade('M700 796H780L800 880H816V958a30 30 0 0 1-30 30H690Z', 0.16),
      circle(600, 932, 32, paint.deep) + line('M600 932V906', IVORY, 7),
    ].join(''),
};
const STEEL_DARK = '#6f777e';

export const plantPot: Shape = {
  pose: 'standing',
  shadow: 190,
  focus: [600, 780],
  draw: (paint, look) => {
    const pot = 'M402 660H798L756 960Q752 988 724 988H476Q448 988 444 960Z';
    const leaf = (angle: number, length: number, tone: string): string =>
      `<g transform="rotate(${angle} 600 640)">${area(`M600 640C${560 - length / 8} ${640 - length / 2} ${560 - length / 10} ${640 - length * 0.8} 600 ${640 - length}C${640 + length / 10} ${640 - length * 0.8} ${640 + length / 8} ${640 - length / 2} 600 640Z`, tone)}${line(`M600 640V${660 - length}`, '#dfe8cf', 4, 0.5)}</g>`;
    const cactus =
      look.cut === 1
        ? area('M520 660V400C520 340 560 310 600 310S680 340 680 400V660Z', '#6f9468') +
          area(
            'M440 470a34 34 0 0 1 68 0v40h30v60h-50q-48 0-48-50ZM700 540h30v-50a32 32 0 0 1 64 0v56q0 50-50 50h-44Z',
            '#5f8560',
          ) +
          line('M560 350V650M600 330V650M640 350V650', '#4c6f50', 7, 0.6) +
          circle(600, 306, 26, '#e39aa0')
        : leaf(-62, 330, '#557a58') +
          leaf(62, 330, '#4a6d50') +
          leaf(-34, 420, '#68906a') +
          leaf(36, 410, '#557a58') +
          leaf(0, 470, '#7aa277');
    return [
      cactus,
      oval(600, 662, 196, 26, '#4c3a2d'),
      area(pot, ROUND) + (look.pattern === 'plain' ? '' : area(pot, 'url(#p)')),
      box([380, 630, 440, 88], 14, ROUND) + shade('M402 718H798L794 744H406Z', 0.2),
      shine('M440 644h40l-2 60h-36ZM452 750h36l20 220h-26Z', 0.18),
      look.cut === 2 ? line('M424 800Q600 824 776 800M432 840Q600 864 768 840', paint.trim, 12, 0.7) : '',
    ].join('');
  },
};

export const wateringCan: Shape = {
  pose: 'standing',
  shadow: 290,
  rise: 30,
  focus: [560, 700],
  draw: (paint) =>
    [
      line('M760 640C960 520 960 920 776 880', paint.dark, 34) +
        line('M764 634C944 530 950 900 780 872', paint.light, 8, 0.6),
      area('M420 780L240 470L204 440L256 404L284 446L470 640Z', BODY),
      area('M150 468L274 362L300 408L184 504Z', SIDE) + line('M168 486L284 386', IVORY, 5, 0.5),
      line('M480 560C520 320 680 320 720 560', paint.deep, 26),
      area('M440 560H760L800 950Q800 988 762 988H438Q400 988 400 950Z', ROUND),
      oval(600, 560, 160, 34, paint.deep) + line('M440 560a160 34 0 0 1 320 0', paint.light, 7),
      line('M426 690Q600 730 774 690M408 900Q600 940 792 900', paint.dark, 10, 0.55),
      shine('M474 610h44l-16 340h-48Z', 0.22),
    ].join(''),
};

/** Cut 0 is a trowel and fork, 1 a pair of shears. */
export const gardenTools: Shape = {
  pose: 'lying',
  focus: [470, 520],
  draw: (paint, look) => {
    const handle = (x: number): string =>
      box([x - 34, 660, 68, 330], 32, WOOD) +
      box([x - 38, 640, 76, 60], 16, ROUND) +
      box([x - 36, 930, 72, 30], 6, paint.base) +
      circle(x, 968, 8, INK, 0.45);
    return look.cut === 1
      ? [
          area('M580 640C520 480 560 280 640 170C680 300 680 500 640 640Z', METAL) +
            area('M620 640C680 480 640 280 560 170C520 300 520 500 560 640Z', '#8d959c'),
          line('M570 640C480 740 470 860 500 1000', paint.base, 60) +
            line('M630 640C720 740 730 860 700 1000', paint.dark, 60),
          line('M556 664C480 760 474 860 496 960', '#fff', 8, 0.3),
          circle(600, 628, 42, '#70787f') +
            circle(600, 628, 16, '#d8dde0') +
            line('M560 760Q600 730 640 760', STEEL_DARK, 12),
        ].join('')
      : [
          line('M440 660V480', '#8d959c', 26) +
            area('M340 210Q440 130 540 210L528 430Q500 520 440 520T352 430Z', METAL) +
            shade('M440 160V520Q500 520 528 430L540 210Q500 170 440 160Z', 0.12),
          handle(440),
          line('M760 660V470', '#8d959c', 26) +
            line('M670 190V380Q680 460 760 460T850 380V190M760 170V460', '#a5adb3', 30) +
            line('M664 190V380Q674 450 740 456', '#fff', 7, 0.4),
          handle(760),
        ].join('');
  },
};
