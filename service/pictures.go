package service

import (
	"context"
	"errors"
	"image"
	"io"
	"maps"
	"slices"
	"sync"

	"taskdrop/service/localfiles/picture"
	"taskdrop/service/problem"
	"taskdrop/service/transfer"
)

const (
	// smallSide is the side of a row's small picture in pixels: sharp on a screen that has twice as many.
	smallSide = 96
	// largestForSmall is how large a file may be to be downloaded for its small picture only, in bytes.
	largestForSmall = 10_000_000
	// mostSmall is how many small pictures are kept: 36 KB each.
	mostSmall = 200
	// mostKept is how much of the files themselves is kept, so that a small picture's large one needs no second download.
	mostKept = 32_000_000
	// previewWidth and previewHeight bound the large picture, in pixels.
	previewWidth, previewHeight = 2000, 1500
)

// Preview is the large picture of an attachment.
type Preview struct {
	ID      string // of the attachment
	Load    Load
	Image   image.Image // once it is ready
	Problem *Problem
}

// ShowsPicture reports whether an attachment is of a kind of picture that can be shown.
func ShowsPicture(a Attachment) bool { return picture.Shows(a.Name, a.ContentType) }

// pictures makes the attachments' pictures: small ones one after the other, for the rows on show only, behind every other
// request of the mailbox; and the large one that a person opens.
type pictures struct {
	mu      sync.Mutex
	wanted  []string // attachments whose rows are on show and that may have a picture
	working bool
	current string // the attachment whose small picture is being made
	drop    context.CancelFunc

	small kept[image.Image] // nil for a file that shows none
	files kept[[]byte]
	shown map[string]image.Image // what small holds, immutable

	preview context.CancelFunc
}

// ShowPictures says which attachments' rows are on show. Their small pictures come into the snapshot one by one; what is no
// longer on show is not downloaded.
func (s *Service) ShowPictures(ids []string) {
	var wanted []string
	if len(ids) > 0 {
		for _, h := range s.attachments() {
			if slices.Contains(ids, h.ID) && ShowsPicture(h.Attachment) && h.Size <= largestForSmall {
				wanted = append(wanted, h.ID)
			}
		}
	}
	s.pictures.want(wanted)
	s.makePictures()
}

// want replaces what is on show, and drops what is being made of something else.
func (p *pictures) want(ids []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.wanted = ids
	for _, id := range ids {
		p.small.touch(id)
	}
	if p.drop != nil && !slices.Contains(ids, p.current) {
		p.drop()
	}
}

// makePictures starts to make what is missing, unless that is under way.
func (s *Service) makePictures() {
	p := &s.pictures
	p.mu.Lock()
	start := !p.working && p.next() != ""
	p.working = p.working || start
	p.mu.Unlock()
	if start {
		s.background(s.makeSmall)
	}
}

// next is the first attachment on show whose picture is not known. It is called with mu held.
func (p *pictures) next() string {
	for _, id := range p.wanted {
		if !p.small.has(id) {
			return id
		}
	}
	return ""
}

// begin takes the next one up; ok is false where there is none.
func (p *pictures) begin(ctx context.Context) (current context.Context, id string, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	id = p.next()
	if id == "" || ctx.Err() != nil {
		p.working, p.current, p.drop = false, "", nil
		return nil, "", false
	}
	current, p.drop = context.WithCancel(ctx)
	p.current = id
	return current, id, true
}

// end takes what came of it: no picture where the file shows none, nothing at all where it was dropped.
func (p *pictures) end(current context.Context, id string, made image.Image) {
	p.mu.Lock()
	defer p.mu.Unlock()
	dropped := current.Err() != nil
	p.drop()
	if !dropped {
		p.keepSmall(id, made)
	}
}

// makeSmall makes small pictures until each row on show has its own.
func (s *Service) makeSmall(ctx context.Context) {
	for {
		current, id, ok := s.pictures.begin(ctx)
		if !ok {
			return
		}
		var made image.Image
		all := s.attachments()
		if at := slices.IndexFunc(all, func(h hanging) bool { return h.ID == id }); at >= 0 {
			var err error
			if made, err = s.smallPicture(current, all[at]); err != nil {
				s.log.Debug("no picture of an attachment", "name", all[at].Name, "err", err)
			}
		}
		s.pictures.end(current, id, made)
		s.wake()
	}
}

// keepSmall keeps what came of an attachment. It is called with mu held.
func (p *pictures) keepSmall(id string, made image.Image) {
	p.small.put(id, made, 1, mostSmall)
	p.shown = map[string]image.Image{}
	for id, made := range p.small.all() {
		if made != nil {
			p.shown[id] = made
		}
	}
}

func (s *Service) smallPicture(ctx context.Context, h hanging) (image.Image, error) {
	h.client = h.client.Engine() // behind what a person waits for, and in line with the uploads
	data, err := s.pictureFile(ctx, h, largestForSmall)
	if err != nil {
		return nil, err
	}
	return picture.Cut(ctx, data, smallSide)
}

// pictureFile is an attachment's content, downloaded or kept from before.
func (s *Service) pictureFile(ctx context.Context, h hanging, most int64) ([]byte, error) {
	p := &s.pictures
	p.mu.Lock()
	data, ok := p.files.get(h.ID)
	p.mu.Unlock()
	if ok {
		return data, nil
	}
	ctx, cancel := context.WithTimeout(ctx, commandTimeout)
	defer cancel()
	data, err := again(ctx, func() ([]byte, error) {
		body, _, err := h.client.AttachmentContent(ctx, h.ref, h.ID)
		if err != nil {
			return nil, err
		}
		defer body.Close()
		return io.ReadAll(io.LimitReader(body, most+1))
	})
	switch {
	case err != nil:
		return nil, err
	case int64(len(data)) > most:
		return nil, picture.ErrTooLarge
	}
	s.learnSize(h.ID, int64(len(data)))
	p.mu.Lock()
	defer p.mu.Unlock()
	p.files.put(h.ID, data, len(data), mostKept)
	return data, nil
}

// largestFile is above what an attachment can be.
const largestFile = 64 << 20

// OpenPreview shows the large picture of an attachment.
func (s *Service) OpenPreview(id string) {
	h, ok := s.attachment(id)
	if !ok {
		return
	}
	ctx, cancel := context.WithCancel(s.ctx)
	s.ClosePreview()
	s.pictures.mu.Lock()
	s.pictures.preview = cancel
	s.pictures.mu.Unlock()
	s.update(func(v *Snapshot) { v.Preview = &Preview{ID: id, Load: LoadBusy} })
	s.background(func(context.Context) {
		defer cancel()
		made, err := s.largePicture(ctx, h)
		if ctx.Err() != nil {
			return
		}
		next := &Preview{ID: id, Load: LoadReady, Image: made}
		if err != nil {
			s.log.Warn("could not show a picture", "name", h.Name, "err", err)
			next = &Preview{ID: id, Load: LoadFailed, Problem: explainPicture(h.Name, err)}
		}
		s.update(func(v *Snapshot) {
			if ctx.Err() == nil {
				v.Preview = next
			}
		})
	})
}

// pictureError is a file that was there, and could not be shown.
type pictureError struct{ error }

func explainPicture(name string, err error) *Problem {
	var broken pictureError
	if errors.As(err, &broken) {
		return problem.New(problem.NoPicture, "Name", name).WithDetail(broken.Error())
	}
	return transfer.Explain(name, err)
}

func (s *Service) largePicture(ctx context.Context, h hanging) (image.Image, error) {
	data, err := s.pictureFile(ctx, h, largestFile)
	if err != nil {
		return nil, s.noteGone(h, err)
	}
	made, err := picture.Fit(ctx, data, previewWidth, previewHeight)
	if err != nil && ctx.Err() == nil {
		err = pictureError{err}
	}
	return made, err
}

// ClosePreview lets go of the large picture.
func (s *Service) ClosePreview() {
	s.pictures.mu.Lock()
	cancel := s.pictures.preview
	s.pictures.preview = nil
	s.pictures.mu.Unlock()
	if cancel != nil {
		s.update(func(v *Snapshot) {
			cancel()
			v.Preview = nil
		})
	}
}

// forgetPictures lets go of everything: another person's attachments are next.
func (s *Service) forgetPictures() {
	s.ClosePreview()
	p := &s.pictures
	p.mu.Lock()
	defer p.mu.Unlock()
	p.wanted, p.shown = nil, nil
	p.small, p.files = kept[image.Image]{}, kept[[]byte]{}
	if p.drop != nil {
		p.drop()
	}
}

// retryPictures tries those again that could not be made.
func (s *Service) retryPictures() {
	p := &s.pictures
	p.mu.Lock()
	for id, made := range p.small.all() {
		if made == nil {
			p.small.remove(id)
		}
	}
	p.mu.Unlock()
	s.makePictures()
}

// known are the small pictures there are.
func (p *pictures) known() map[string]image.Image {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.shown
}

// kept holds values up to a sum of their weights; those not used for longest go first.
type kept[T any] struct {
	values  map[string]T
	weights map[string]int
	order   []string // the last used at the end
	sum     int
}

func (k *kept[T]) has(id string) bool { _, ok := k.values[id]; return ok }

func (k *kept[T]) all() map[string]T { return maps.Clone(k.values) }

func (k *kept[T]) get(id string) (T, bool) {
	k.touch(id)
	value, ok := k.values[id]
	return value, ok
}

func (k *kept[T]) touch(id string) {
	if at := slices.Index(k.order, id); at >= 0 {
		k.order = append(slices.Delete(k.order, at, at+1), id)
	}
}

func (k *kept[T]) remove(id string) {
	if at := slices.Index(k.order, id); at >= 0 {
		k.order = slices.Delete(k.order, at, at+1)
		k.sum -= k.weights[id]
		delete(k.values, id)
		delete(k.weights, id)
	}
}

func (k *kept[T]) put(id string, value T, weight, most int) {
	k.remove(id)
	if weight > most {
		return
	}
	if k.values == nil {
		k.values, k.weights = map[string]T{}, map[string]int{}
	}
	k.values[id], k.weights[id] = value, weight
	k.order = append(k.order, id)
	k.sum += weight
	for k.sum > most {
		k.remove(k.order[0])
	}
}
