// Package figure draws charts as scalable vector graphics for a page.
//
// A [Chart] is data: axes and layers of lines, bands, bars, points and words.
// It knows nothing of trials. [Chart.SVG] lays it out with gonum.org/v1/plot and
// hands the colors over to the style sheet of the page: every color is a
// variable of [Style], so that one drawing serves a light and a dark page. No
// font is embedded; the drawing is measured in Liberation Sans, which is as wide
// as Arial and Helvetica, the fonts that the page asks for.
//
// The colors of arms are those of [okabe2008], the lighter ones darkened until
// each has a contrast of at least 3 to the page, as [wcag22] asks of graphics
// (1.4.11); they differ in lightness too, and lines also in their dashes.
//
// # References
//
//	[okabe2008]  M. Okabe, K. Ito: Color Universal Design. J*FLY, 2008.
//	[wcag22]     Web Content Accessibility Guidelines 2.2. W3C, 2023.
package figure
