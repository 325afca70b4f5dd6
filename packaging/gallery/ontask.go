package main

import (
	"image"
	"image/color"
	"time"

	"taskdrop/service"
)

// withPictures is a task with photos among its attachments.
func withPictures() service.Snapshot {
	s := chosen()
	s.Attachments.Entries = []service.Attachment{
		{ID: "p1", Name: "Ferienhaus am See – Blick vom Steg.jpg", Size: 3_412_044, Exact: true, Modified: now.Add(-time.Hour)},
		{ID: "a1", Name: "Mietvertrag.pdf", ContentType: "application/pdf", Size: 1_234_567, Modified: now.Add(-2 * time.Hour)},
		{ID: "p2", Name: "Zählerstand Küche.png", Size: 812_400, Exact: true, Modified: now.AddDate(0, 0, -1)},
		{ID: "p3", Name: "間取り図.webp", Size: 64_012, Exact: true, Modified: now.AddDate(0, 0, -1)},
		{ID: "a3", Name: "Notizen zum Gespräch.txt", ContentType: "text/plain", Size: 2_345, Modified: now.AddDate(-1, 0, 0)},
	}
	s.Pictures = map[string]image.Image{"p1": lake(96, 96), "p2": lake(30, 30), "p3": blank(96, 96)}
	return s
}

// previewed is a task whose first picture is open.
func previewed() service.Snapshot {
	s := withPictures()
	s.Preview = &service.Preview{ID: "p1", Load: service.LoadReady, Image: lake(1200, 800)}
	return s
}

// deleting is a task of which an attachment was just deleted.
func deleting() service.Snapshot {
	s := withPictures()
	s.Deleting = []service.Deletion{{ID: "p4", Name: "Ferienhaus alt.jpg", Until: now.Add(8 * time.Second)}}
	return s
}

// saving is a task of which half of the attachments are saved.
func saving() service.Snapshot {
	s := withPictures()
	s.Saving = &service.Saving{Done: 2, Total: 5}
	return s
}

// lake is a picture of evening sky over water.
func lake(width, height int) image.Image {
	made := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			up := float64(y) / float64(height)
			shade := color.RGBA{uint8(250 - 90*up), uint8(170 - 60*up), uint8(110 + 90*up), 0xff}
			switch dx, dy := float64(x)/float64(width)-0.68, up-0.38; {
			case dx*dx*2.25+dy*dy < 0.012:
				shade = color.RGBA{0xff, 0xe9, 0xb0, 0xff}
			case up > 0.62:
				shade = color.RGBA{uint8(40 + 60*up), uint8(70 + 40*up), uint8(120 + 30*up), 0xff}
			case up > 0.5+0.08*dx*dx*8:
				shade = color.RGBA{0x3a, 0x45, 0x5e, 0xff}
			}
			made.SetRGBA(x, y, shade)
		}
	}
	return made
}

// blank is a picture as pale as the card it lies on.
func blank(width, height int) image.Image {
	made := image.NewRGBA(image.Rect(0, 0, width, height))
	for i := range made.Pix {
		made.Pix[i] = 0xff
	}
	return made
}
