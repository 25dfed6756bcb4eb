// Package upload keeps files that came by the API until they are imported.
//
// [Keep] writes a file part by part, sealed, so that whichever server runs the import can [Open] it; it is there once its last part is in.
// It is removed by [Drop], or by the first file that comes after [Kept].
package upload
