package shelf

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/png"
	"math"

	"regulars/internal/media"
	"regulars/internal/store"
)

// side is how large the pictures are drawn, in pixels.
const side = 360

// shape is a part of a drawing: within reach of the line from a to b; from inner outward where it is hollow. Lengths are parts of the side.
type shape struct {
	ax, ay, bx, by, reach, inner float64
	colour                       color.RGBA
}

func disc(x, y, r float64, c color.RGBA) shape { return shape{x, y, x, y, r, 0, c} }

func ring(x, y, r, inner float64, c color.RGBA) shape { return shape{x, y, x, y, r, inner, c} }

func bar(ax, ay, bx, by, r float64, c color.RGBA) shape { return shape{ax, ay, bx, by, r, 0, c} }

// cover is how much of a pixel the shape covers, 0 to 1: edges are a pixel soft.
func (s *shape) cover(x, y float64) float64 {
	dx, dy := s.bx-s.ax, s.by-s.ay
	along := 0.0
	if length := dx*dx + dy*dy; length > 0 {
		along = min(max(((x-s.ax)*dx+(y-s.ay)*dy)/length, 0), 1)
	}
	far := math.Hypot(x-s.ax-along*dx, y-s.ay-along*dy)
	outside := max(far-s.reach, s.inner-far)
	return min(max(0.5-outside*side, 0), 1)
}

var (
	white  = color.RGBA{0xff, 0xff, 0xff, 0xff}
	ink    = color.RGBA{0x3b, 0x4a, 0x63, 0xff}
	coral  = color.RGBA{0xf2, 0x7d, 0x6b, 0xff}
	gold   = color.RGBA{0xf0, 0xb4, 0x3c, 0xff}
	leaf   = color.RGBA{0x58, 0xb3, 0x8b, 0xff}
	cream  = color.RGBA{0xfb, 0xf1, 0xe2, 0xff}
	sky    = color.RGBA{0xe3, 0xf0, 0xfb, 0xff}
	mint   = color.RGBA{0xe4, 0xf5, 0xee, 0xff}
	blush  = color.RGBA{0xfd, 0xea, 0xe6, 0xff}
	butter = color.RGBA{0xfd, 0xf3, 0xd8, 0xff}
)

// drawings are what the pictures of items show, on which ground.
var drawings = map[string]struct {
	ground color.RGBA
	shapes []shape
}{
	scissors: {mint, []shape{
		bar(.36, .2, .6, .62, .035, ink), bar(.64, .2, .4, .62, .035, ink), ring(.33, .72, .12, .065, leaf), ring(.67, .72, .12, .065, leaf), disc(.5, .44, .028, white),
	}},
	bag: {cream, []shape{
		ring(.5, .3, .15, .115, ink), bar(.34, .5, .66, .5, .17, coral), bar(.36, .68, .64, .68, .15, coral), bar(.4, .66, .6, .66, .09, white), bar(.4, .66, .6, .66, .055, coral),
	}},
	swim: {sky, []shape{
		ring(.5, .46, .25, .12, coral), bar(.5, .21, .5, .34, .035, white), bar(.5, .58, .5, .71, .035, white), bar(.25, .46, .38, .46, .035, white), bar(.62, .46, .75, .46, .035, white),
		bar(.2, .84, .36, .8, .022, leaf), bar(.36, .8, .52, .84, .022, leaf), bar(.52, .84, .68, .8, .022, leaf), bar(.68, .8, .82, .84, .022, leaf),
	}},
	stroller: {blush, []shape{
		bar(.34, .46, .64, .46, .16, ink), bar(.34, .36, .46, .3, .13, coral), bar(.7, .4, .82, .24, .024, ink), ring(.38, .76, .09, .045, ink), ring(.64, .76, .09, .045, ink),
		bar(.42, .6, .38, .74, .02, ink), bar(.58, .6, .64, .74, .02, ink),
	}},
	bonus: {butter, []shape{disc(.5, .5, .26, gold), ring(.5, .5, .21, .185, white), bar(.42, .37, .5, .47, .022, white), bar(.58, .37, .5, .47, .022, white),
		bar(.5, .47, .5, .64, .022, white), bar(.42, .51, .58, .51, .018, white), bar(.42, .57, .58, .57, .018, white)}},
	coupon: {blush, []shape{
		bar(.3, .42, .7, .42, .09, coral), bar(.3, .58, .7, .58, .09, coral), disc(.22, .5, .05, blush), disc(.78, .5, .05, blush), bar(.6, .38, .6, .4, .012, white),
		bar(.6, .46, .6, .48, .012, white), bar(.6, .54, .6, .56, .012, white), bar(.6, .62, .6, .62, .012, white), disc(.38, .44, .04, white), disc(.48, .57, .04, white), bar(.48, .42, .38, .59, .014, white),
	}},
	growth: {mint, []shape{
		bar(.5, .78, .5, .42, .022, leaf), bar(.5, .5, .34, .36, .07, leaf), bar(.5, .42, .66, .26, .08, leaf), bar(.34, .78, .66, .78, .03, ink),
	}},
	gift: {sky, []shape{
		bar(.32, .52, .68, .52, .09, coral), bar(.34, .66, .66, .66, .12, coral), bar(.28, .44, .72, .44, .05, ink), bar(.5, .4, .5, .76, .026, gold), ring(.42, .33, .075, .04, gold), ring(.58, .33, .075, .04, gold),
	}},
	taste: {butter, []shape{
		bar(.3, .66, .7, .66, .07, gold), bar(.28, .4, .32, .62, .05, gold), bar(.5, .3, .5, .62, .06, gold), bar(.72, .4, .68, .62, .05, gold), disc(.28, .36, .055, coral),
		disc(.5, .26, .06, coral), disc(.72, .36, .055, coral), bar(.36, .66, .64, .66, .02, white),
	}},
}

// draw keeps the picture of an item and answers its name; "" where there is no drawing.
func draw(ctx context.Context, tx *store.Tx, name string) (string, error) {
	d, there := drawings[name]
	if !there {
		return "", nil
	}
	canvas := image.NewRGBA(image.Rect(0, 0, side, side))
	for y := range side {
		for x := range side {
			c := d.ground
			for i := range d.shapes {
				s := &d.shapes[i]
				c = mix(c, s.colour, s.cover((float64(x)+.5)/side, (float64(y)+.5)/side))
			}
			canvas.SetRGBA(x, y, c)
		}
	}
	var body bytes.Buffer
	if err := png.Encode(&body, canvas); err != nil {
		return "", err
	}
	p, err := media.Keep(ctx, tx, body.Bytes())
	return p.Digest, err
}

// mix lays so much of a colour over another.
func mix(under, over color.RGBA, share float64) color.RGBA {
	of := func(a, b uint8) uint8 { return uint8(math.Round(float64(a) + (float64(b)-float64(a))*share)) }
	return color.RGBA{of(under.R, over.R), of(under.G, over.G), of(under.B, over.B), 0xff}
}
