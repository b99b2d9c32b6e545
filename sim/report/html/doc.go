// Package html writes the report of a result as one page that needs nothing
// else: no script, no font, no network. It is read on a screen of any width,
// printed, and listened to; it follows the light or dark theme of the reader.
//
// The tables are those of the text report, made by package report. What is said
// of the design is generated from the scenario that the result carries, compiled
// again; what the figures show beyond the result (curves, accrual, the course of
// z) comes from trials of this scenario that are conducted again here, so that
// the same result gives the same bytes. Figures are drawn by package figure.
package html
