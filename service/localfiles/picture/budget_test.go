package picture

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"image"
	"runtime"
	"testing"
)

// progressive is a grey JPEG: a whole first scan if it is drawn, and empty scans after it.
func progressive(width, height, components, emptyScans int, drawn bool) []byte {
	segment := func(marker byte, content ...byte) []byte {
		return append(binary.BigEndian.AppendUint16([]byte{0xff, marker}, uint16(len(content)+2)), content...)
	}
	quantizers := bytes.Repeat([]byte{1}, 65)
	quantizers[0] = 0
	data := append([]byte{0xff, 0xd8}, segment(0xdb, quantizers...)...)
	frame := binary.BigEndian.AppendUint16(binary.BigEndian.AppendUint16([]byte{8}, uint16(height)), uint16(width))
	frame = append(frame, byte(components))
	for i := range components {
		frame = append(frame, byte(i+1), 0x11, 0)
	}
	data = append(data, segment(0xc2, frame...)...)
	// One code of one bit each: "no difference" for the first coefficients, and "32,767 empty blocks" for the others.
	data = append(data, segment(0xc4, append(append([]byte{0x00, 1}, make([]byte, 15)...), 0x00)...)...)
	data = append(data, segment(0xc4, append(append([]byte{0x10, 1}, make([]byte, 15)...), 0xe0)...)...)
	if drawn {
		data = append(data, segment(0xda, 1, 1, 0x00, 0, 0, 0)...)
		data = append(data, make([]byte, ((width+7)/8*((height+7)/8)+7)/8)...)
	}
	for range emptyScans {
		data = append(append(data, segment(0xda, 1, 1, 0x00, 1, 63, 0)...), make([]byte, 2+2*((width+7)/8*((height+7)/8)/16384))...)
	}
	return append(data, 0xff, 0xd9)
}

func TestAProgressivePhotoIsShown(t *testing.T) {
	for _, scans := range []int{0, 1, 20} {
		made, err := Fit(context.Background(), progressive(1600, 1200, 1, scans, true), 100, 100)
		if err != nil || made.Bounds().Size() != image.Pt(100, 75) {
			t.Errorf("%d more scans: %v", scans, err)
		}
	}
}

// vp8 is a WebP file whose container says 10 by 10, and whose picture says something else.
func vp8(width, height uint16) []byte {
	content := binary.LittleEndian.AppendUint16([]byte{0x10, 0, 0, 0x9d, 0x01, 0x2a}, width)
	content = append(binary.LittleEndian.AppendUint16(content, height), make([]byte, 22)...)
	chunks := append([]byte("WEBPVP8X\x0a\x00\x00\x00\x00\x00\x00\x00\x09\x00\x00\x09\x00\x00VP8 "), binary.LittleEndian.AppendUint32(nil, uint32(len(content)))...)
	chunks = append(chunks, content...)
	return append(binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(len(chunks))), chunks...)
}

// TestWhatEatsAMachineIsNotDecoded: each attack is refused for what it would take, and hardly takes anything.
func TestWhatEatsAMachineIsNotDecoded(t *testing.T) {
	for name, data := range map[string][]byte{
		"the coefficients of a large progressive JPEG": progressive(9000, 5000, 3, 1, false),
		"3,000 empty scans":                            progressive(4000, 3000, 1, 3000, true),
		"empty scans of a large picture":               progressive(7000, 6000, 1, 90, true),
		"a JPEG of 65,500 by 65,500":                   progressive(65_500, 65_500, 1, 1, false),
		"four planes":                                  progressive(6000, 4000, 4, 1, false),
		"a frame larger than its container":            vp8(16_383, 16_383),
		"a WebP that is taken apart":                   vp8(7000, 5000),
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := Fit(context.Background(), data, 96, 96)
		runtime.ReadMemStats(&after)
		if taken := after.TotalAlloc - before.TotalAlloc; !errors.Is(err, ErrTooLarge) || taken > 1<<20 {
			t.Errorf("%s, %d bytes: %v, and it took %d bytes", name, len(data), err, taken)
		}
	}
}

func TestBrokenMarkersAreNoTrap(t *testing.T) {
	whole := progressive(64, 64, 1, 2, true)
	for cut := range len(whole) {
		if made, err := Fit(context.Background(), whole[:cut], 10, 10); err == nil && made == nil {
			t.Errorf("cut at %d: nothing, and no error", cut)
		}
		_ = affordableJPEG(append(bytes.Clone(whole[:cut]), 0xff, 0xda, 0, 0, 0xff, 0xff))
	}
}

// TestNobodyWaitsForADecoder: a caller who no longer wants a picture returns at once, and so does the next one in
// line.
func TestNobodyWaitsForADecoder(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	begun, release := make(chan struct{}), make(chan struct{})
	go func() {
		<-begun
		cancel()
	}()
	_, err := apart(ctx, func() (image.Image, error) {
		close(begun)
		<-release
		return image.NewGray(image.Rect(0, 0, 1, 1)), nil
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("given up: %v", err)
	}
	if _, err := Cut(ctx, progressive(64, 64, 1, 0, true), 10); !errors.Is(err, context.Canceled) {
		t.Errorf("in line behind it: %v", err)
	}
	close(release)
	if _, err := Cut(context.Background(), progressive(64, 64, 1, 0, true), 10); err != nil {
		t.Errorf("after it: %v", err)
	}
}

// TestADecoderThatIsGivenUpEnds: the next read of a decoder fails once nobody wants the picture.
func TestADecoderThatIsGivenUpEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, _, err := decode(ctx, progressive(640, 480, 1, 0, true)); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
