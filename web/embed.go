// Package web carries the built pages in the program and serves them.
//
// The sources are TypeScript (apps, shared); `make pages` builds them into dist, which is embedded here. A program that was
// built without Node carries no pages: every address of an app then answers that it was not built, and all else works.
//
// An app is a folder of dist with an index.html that finds its own way for paths without an extension. Assets carry a hash
// in their name and are cached for a year; index.html never is. A compressed twin (.br, .gz) that the build laid beside an
// asset is sent to those who accept it.
package web

import (
	"bytes"
	"crypto/rand"
	"embed"
	"encoding/base64"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"
)

//go:embed all:dist
var built embed.FS

// mediaTypes is every kind of file that a page is made of; the machine's own table is not asked.
var mediaTypes = map[string]string{
	".css": "text/css; charset=utf-8", ".html": "text/html; charset=utf-8", ".ico": "image/x-icon", ".js": "text/javascript; charset=utf-8",
	".json": "application/json", ".png": "image/png", ".svg": "image/svg+xml", ".webp": "image/webp", ".woff2": "font/woff2",
}

// noncePlace is where index.html says its nonce; a new one stands there in every answer.
const noncePlace = "{{nonce}}"

// Built says whether the program carries the pages of an app, such as "console".
func Built(app string) bool {
	_, err := fs.Stat(built, "dist/"+app+"/index.html")
	return err == nil
}

// Handler serves an app under a prefix such as "/admin/".
func Handler(app, prefix string) http.Handler {
	root, err := fs.Sub(built, "dist/"+app)
	if err != nil || !Built(app) {
		return http.HandlerFunc(notBuilt)
	}
	return &pages{root: root, prefix: prefix}
}

// notBuilt answers in a program without pages.
func notBuilt(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(http.StatusNotFound)
	_, _ = fmt.Fprintln(w, "This program was built without its pages. Build them with: make build")
}

// pages serves one app.
type pages struct {
	root   fs.FS
	prefix string
}

// ServeHTTP answers with a file of the app, or with index.html where the path names a page.
func (p *pages) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(path.Clean(r.URL.Path), strings.TrimSuffix(p.prefix, "/"))
	name = strings.TrimPrefix(name, "/")
	if path.Ext(name) == "" || name == "index.html" {
		p.index(w)
		return
	}
	media, known := mediaTypes[path.Ext(name)]
	text, err := fs.ReadFile(p.root, name)
	if !known || err != nil {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", media)
	h.Set("Vary", "Accept-Encoding")
	h.Set("Cache-Control", "public, max-age=3600")
	if strings.HasPrefix(name, "assets/") { // their names carry a hash of what they say
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	for _, twin := range []struct{ coding, suffix string }{{"br", ".br"}, {"gzip", ".gz"}} {
		if !accepts(r.Header.Get("Accept-Encoding"), twin.coding) {
			continue
		}
		if packed, err := fs.ReadFile(p.root, name+twin.suffix); err == nil {
			h.Set("Content-Encoding", twin.coding)
			text = packed
			break
		}
	}
	h.Set("Content-Length", strconv.Itoa(len(text)))
	_, _ = w.Write(text) // where it fails the reader has gone
}

// index answers with the page that finds its own way, under a policy that lets nothing but our own files run.
func (p *pages) index(w http.ResponseWriter) {
	text, err := fs.ReadFile(p.root, "index.html")
	if err != nil {
		http.Error(w, "index.html cannot be read", http.StatusInternalServerError)
		return
	}
	var random [16]byte
	_, _ = rand.Read(random[:]) // never fails
	nonce := base64.RawStdEncoding.EncodeToString(random[:])
	h := w.Header()
	h.Set("Content-Type", mediaTypes[".html"])
	h.Set("Cache-Control", "no-store")
	// Style sheets are made while a page runs, with the nonce; charts write style attributes, which can run nothing.
	h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src-elem 'self' 'nonce-"+nonce+"'; style-src-attr 'unsafe-inline'; "+
		"img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'")
	_, _ = w.Write(bytes.ReplaceAll(text, []byte(noncePlace), []byte(nonce)))
}

// accepts says whether an Accept-Encoding names a coding and does not refuse it with q=0.
func accepts(header, coding string) bool {
	for one := range strings.SplitSeq(header, ",") {
		name, weight, _ := strings.Cut(one, ";")
		if strings.EqualFold(strings.TrimSpace(name), coding) {
			weight = strings.ReplaceAll(weight, " ", "")
			return !strings.HasPrefix(weight, "q=0") || strings.Trim(weight, "q=0.") != ""
		}
	}
	return false
}
