// Colours and fonts of a ladder diagram. Light or dark follows the reader's setting. All text has a contrast of at least
// 4.5:1 in both (a test computes it), and no meaning hangs on colour alone: marks are also words.

export interface Palette {
  paper: string;
  ink: string;
  dim: string;
  rule: string;
  pill: string;
  client: string;
  server: string;
  lost: string;
  again: string;
  foreign: string;
  blank: string;
  blankInk: string;
}

export const LIGHT: Palette = {
  paper: '#ffffff',
  ink: '#1f2328',
  dim: '#59636e',
  rule: '#9aa4af',
  pill: '#eef1f4',
  client: '#0550ae',
  server: '#116329',
  lost: '#b3202b',
  again: '#8a5a00',
  foreign: '#7439d1',
  blank: '#fff3c4',
  blankInk: '#5c4000',
};

export const DARK: Palette = {
  paper: '#0d1117',
  ink: '#e6edf3',
  dim: '#9ba3ad',
  rule: '#5b6470',
  pill: '#212830',
  client: '#6cb0ff',
  server: '#56d364',
  lost: '#ff7b72',
  again: '#e3b341',
  foreign: '#c297ff',
  blank: '#3a2e0c',
  blankInk: '#f2d675',
};

/** Every rule is confined to `.lastack-ladder`, so that the picture can stand inside a page. */
export function stylesheet(): string {
  const variables = (palette: Palette): string =>
    Object.entries(palette)
      .map(([name, colour]) => `--${name}:${colour}`)
      .join(';');
  const scope = '.lastack-ladder';
  return [
    `${scope}{${variables(LIGHT)}}`,
    `@media (prefers-color-scheme:dark){${scope}{${variables(DARK)}}}`,
    `${scope} text{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:10.5px;fill:var(--ink)}`,
    `${scope} .paper{fill:var(--paper)}`,
    `${scope} .host{font-family:system-ui,-apple-system,"Segoe UI","Noto Sans","Noto Sans CJK SC",sans-serif;font-size:13px;font-weight:600;text-anchor:middle}`,
    `${scope} .host.client{fill:var(--client)}`,
    `${scope} .host.server{fill:var(--server)}`,
    `${scope} .lifeline{stroke:var(--rule);stroke-width:1.5;fill:none}`,
    `${scope} .pill{fill:var(--pill)}`,
    `${scope} .dot{fill:var(--paper);stroke:var(--rule);stroke-width:1.5}`,
    `${scope} .state{font-size:9.2px;font-weight:600;text-anchor:middle}`,
    `${scope} .time{font-size:9px;text-anchor:middle;fill:var(--dim)}`,
    `${scope} .gap{font-size:10px;fill:var(--dim);text-anchor:middle}`,
    `${scope} .cause{font-size:9.5px;font-style:italic;fill:var(--dim)}`,
    `${scope} .remark{font-size:9.5px;font-weight:600;text-anchor:middle}`,
    // A rim in the colour of the paper keeps a label legible where another arrow passes behind it.
    `${scope} .rim{paint-order:stroke;stroke:var(--paper);stroke-width:4px;stroke-linejoin:round}`,
    `${scope} .strong{font-weight:700;fill:var(--tint)}`,
    `${scope} .blank{fill:var(--blank);stroke:var(--blankInk);stroke-width:1;stroke-dasharray:3 2}`,
    `${scope} .blank-name{fill:var(--blankInk);font-weight:700;text-anchor:middle}`,
    `${scope} .arrow{stroke:var(--tint);stroke-width:1.6;fill:none}`,
    `${scope} .head{fill:var(--tint)}`,
    `${scope} .cross{stroke:var(--lost);stroke-width:2.4;stroke-linecap:round;fill:none}`,
    `${scope} .from-client{--tint:var(--client)}`,
    `${scope} .from-server{--tint:var(--server)}`,
    `${scope} .retransmission{--tint:var(--again)}`,
    `${scope} .duplicate,${scope} .injected{--tint:var(--foreign)}`,
    `${scope} .lost{--tint:var(--lost)}`,
    `${scope} .lost .arrow{stroke-dasharray:5 4}`,
    `${scope} .origin{fill:var(--paper);stroke:var(--tint);stroke-width:1.6}`,
    `${scope} .remark{fill:var(--tint)}`,
  ].join('\n');
}
