/** The relative luminance of "#RRGGBB" in sRGB (WCAG 2.2). */
function luminance(hex: string): number {
  const weights = [0.2126, 0.7152, 0.0722];
  return weights.reduce((sum, weight, i) => {
    const c = Number.parseInt(hex.slice(1 + 2 * i, 3 + 2 * i), 16) / 255;
    return sum + weight * (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
  }, 0);
}

/** The contrast ratio of two colours, 1 to 21 (WCAG 2.2). */
export function contrast(a: string, b: string): number {
  const [x, y] = [luminance(a), luminance(b)];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

/** Whether a text is a colour such as #2B5BE8. */
export function isColour(text: string | undefined): text is string {
  return /^#[0-9a-f]{6}$/i.test(text ?? "");
}

/** Black or white, whichever reads better on the colour. */
export function inkOn(colour: string): string {
  return contrast("#000000", colour) > contrast("#FFFFFF", colour) ? "#000000" : "#FFFFFF";
}

/** What text needs on its ground (WCAG 2.2 AA). */
export const enough = 4.5;
