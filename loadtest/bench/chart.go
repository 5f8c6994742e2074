package main

import (
	"fmt"
	"html"
	"math"
	"strings"
)

// chart is a plot of lines or dots, drawn as SVG.
type chart struct {
	title, x, y string
	logarithmic bool // the x axis
	dots        bool
	mark        *float64 // a vertical line at this x
	series      []series
}

type series struct {
	name   string
	points []point
}

type point struct{ x, y float64 }

// Pixels: the plot's field lies at (left, top), the legend right of it.
const (
	left, top     = 70, 44
	width, height = 640, 340
	legendWidth   = 230
)

// colours can be told apart by people who see no red or green (Okabe and Ito).
var colours = []string{"#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"}

func (c chart) svg() string {
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="13">`+"\n",
		left+width+legendWidth, top+height+56)
	b.WriteString(`<rect width="100%" height="100%" fill="white"/>` + "\n")
	text(&b, left, 24, "start", "16", c.title)
	view := c.view()
	c.drawAxes(&b, view)
	for i, s := range c.series {
		colour := colours[i%len(colours)]
		if c.dots {
			drawDots(&b, view, s, colour)
		} else {
			drawLine(&b, view, s, colour)
		}
		y := top + 12 + 22*i
		fmt.Fprintf(&b, `<rect x="%d" y="%d" width="14" height="4" fill="%s"/>`+"\n", left+width+16, y-5, colour)
		text(&b, left+width+36, float64(y), "start", "13", s.name)
	}
	b.WriteString("</svg>\n")
	return b.String()
}

func (c chart) drawAxes(b *strings.Builder, v view) {
	for _, t := range v.ticksX() {
		x := v.placeX(t)
		fmt.Fprintf(b, `<line x1="%.1f" y1="%d" x2="%.1f" y2="%d" stroke="#ddd"/>`+"\n", x, top, x, top+height)
		text(b, x, top+height+18, "middle", "12", short(t))
	}
	for _, t := range ticks(0, v.maxY) {
		y := v.placeY(t)
		fmt.Fprintf(b, `<line x1="%d" y1="%.1f" x2="%d" y2="%.1f" stroke="#ddd"/>`+"\n", left, y, left+width, y)
		text(b, left-8, y+4, "end", "12", short(t))
	}
	fmt.Fprintf(b, `<rect x="%d" y="%d" width="%d" height="%d" fill="none" stroke="#444"/>`+"\n", left, top, width, height)
	text(b, left+width/2, top+height+42, "middle", "13", c.x)
	fmt.Fprintf(b, `<text transform="translate(18 %d) rotate(-90)" text-anchor="middle">%s</text>`+"\n", top+height/2, html.EscapeString(c.y))
	if c.mark != nil {
		x := v.placeX(*c.mark)
		fmt.Fprintf(b, `<line x1="%.1f" y1="%d" x2="%.1f" y2="%d" stroke="#c00" stroke-dasharray="5 4"/>`+"\n", x, top, x, top+height)
	}
}

func drawLine(b *strings.Builder, v view, s series, colour string) {
	b.WriteString(`<polyline fill="none" stroke-width="2" stroke="` + colour + `" points="`)
	last := v.placeY(0)
	for _, p := range s.points {
		x, y := v.placeX(p.x), v.placeY(p.y)
		fmt.Fprintf(b, "%.1f,%.1f %.1f,%.1f ", x, last, x, y)
		last = y
	}
	b.WriteString(`"/>` + "\n")
}

func drawDots(b *strings.Builder, v view, s series, colour string) {
	for _, p := range s.points {
		fmt.Fprintf(b, `<circle cx="%.1f" cy="%.1f" r="2" fill="%s" fill-opacity="0.6"/>`+"\n", v.placeX(p.x), v.placeY(p.y), colour)
	}
}

func text(b *strings.Builder, x, y float64, anchor, size, content string) {
	fmt.Fprintf(b, `<text x="%.1f" y="%.1f" text-anchor="%s" font-size="%s">%s</text>`+"\n", x, y, anchor, size, html.EscapeString(content))
}

func short(value float64) string {
	return strings.TrimSuffix(fmt.Sprintf("%.4g", value), ".0")
}

// view maps values to pixels.
type view struct {
	minX, maxX, maxY float64
	logarithmic      bool
}

// view returns the smallest field that holds all points.
func (c chart) view() view {
	v := view{minX: math.Inf(1), maxX: math.Inf(-1), logarithmic: c.logarithmic}
	for _, s := range c.series {
		for _, p := range s.points {
			v.minX, v.maxX, v.maxY = min(v.minX, p.x), max(v.maxX, p.x), max(v.maxY, p.y)
		}
	}
	if math.IsInf(v.minX, 1) {
		return view{minX: 1, maxX: 2, maxY: 1}
	}
	if !c.logarithmic {
		v.minX = 0
	}
	v.maxX, v.maxY = max(v.maxX, v.minX+1e-9), max(v.maxY, 1e-9)
	return v
}

func (v view) placeX(x float64) float64 {
	if v.logarithmic {
		return left + width*math.Log(x/v.minX)/math.Log(v.maxX/v.minX)
	}
	return left + width*(x-v.minX)/(v.maxX-v.minX)
}

func (v view) placeY(y float64) float64 {
	return top + height*(1-y/v.maxY)
}

func (v view) ticksX() []float64 {
	if !v.logarithmic {
		return ticks(v.minX, v.maxX)
	}
	var list []float64
	for decade := math.Pow(10, math.Floor(math.Log10(v.minX))); decade <= v.maxX; decade *= 10 {
		for _, step := range []float64{1, 2, 3, 5, 7} {
			if t := decade * step; t >= v.minX && t <= v.maxX {
				list = append(list, t)
			}
		}
	}
	return list
}

// ticks returns four to ten round values.
func ticks(from, to float64) []float64 {
	step := math.Pow(10, math.Floor(math.Log10((to-from)/4)))
	for (to-from)/step > 10 {
		step *= 2.5
		if (to-from)/step > 10 {
			step *= 2
		}
	}
	var list []float64
	for t := math.Ceil(from/step) * step; t <= to*1.0001; t += step {
		list = append(list, t)
	}
	return list
}
