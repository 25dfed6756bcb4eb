// Package docs is the API's own documentation page, printed by the program from the OpenAPI document.
//
// It is plain HTML with one style sheet, both from this program: no script, nothing from elsewhere, so that it
// works offline and under the strictest policy. A [Page] is rendered on its first visit, once for each language.
package docs
