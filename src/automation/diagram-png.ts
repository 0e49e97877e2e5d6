import { Resvg } from '@resvg/resvg-js';

/** The drawing as a PNG, twice its size, for platforms that show no SVG. Throws on what is no SVG. */
export function diagramPng(svg: string): Buffer {
  const image = new Resvg(svg, {
    fitTo: { mode: 'zoom', value: 2 },
    background: '#ffffff',
    font: { loadSystemFonts: true, defaultFontFamily: 'sans-serif' },
  });
  return image.render().asPng();
}
