package attachments

import (
	"context"
	"errors"
	"image"
	"maps"
	"slices"
	"sync"

	"taskdrop/service/bounded"
	"taskdrop/service/localfiles/picture"
	"taskdrop/service/problem"
	"taskdrop/service/retry"
	"taskdrop/service/transfer"
	"taskdrop/service/view"
)

const (
	// smallSide is the side of a row's small picture in pixels: sharp on a screen that has twice as many.
	smallSide = 96
	// largestForSmall is how large a file may be to be downloaded for its small picture only, in bytes.
	largestForSmall = 10_000_000
	// mostSmall is how many small pictures are kept: 36 KB each.
	mostSmall = 200
	// mostKept is how much of the files themselves is kept, so that a small picture's large one needs no second
	// download.
	mostKept = 32_000_000
	// previewWidth and previewHeight bound the large picture, in pixels.
	previewWidth, previewHeight = 2000, 1500
)

// ShowsPicture reports whether an attachment is of a kind of picture that can be shown.
func ShowsPicture(a view.Attachment) bool { return picture.Shows(a.Name, a.ContentType) }

// pictures makes the attachments' pictures: small ones one after the other, for the rows on show only, behind every
// other request of the mailbox; and the large one that a person opens.
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

// ShowPictures says which attachments' rows are on show. Their small pictures come into the snapshot one by one; what
// is no longer on show is not downloaded.
func (a *Attachments) ShowPictures(ids []string) {
	var wanted []string
	if len(ids) > 0 {
		for _, h := range a.attachments() {
			if slices.Contains(ids, h.ID) && ShowsPicture(h.Attachment) && h.Size <= largestForSmall {
				wanted = append(wanted, h.ID)
			}
		}
	}
	a.pictures.want(wanted)
	a.makePictures()
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
func (a *Attachments) makePictures() {
	p := &a.pictures
	p.mu.Lock()
	start := !p.working && p.nextLocked() != ""
	p.working = p.working || start
	p.mu.Unlock()
	if start {
		a.Group.Go(a.makeSmall)
	}
}

// nextLocked is the first attachment on show whose picture is not known.
func (p *pictures) nextLocked() string {
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
	id = p.nextLocked()
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
		p.keepSmallLocked(id, made)
	}
}

// makeSmall makes small pictures until each row on show has its own.
func (a *Attachments) makeSmall(ctx context.Context) {
	for {
		current, id, ok := a.pictures.begin(ctx)
		if !ok {
			return
		}
		var made image.Image
		all := a.attachments()
		if at := slices.IndexFunc(all, func(h hanging) bool { return h.ID == id }); at >= 0 {
			var err error
			if made, err = a.smallPicture(current, all[at]); err != nil {
				a.Log.Debug("no picture of an attachment", "name", all[at].Name, "err", err)
			}
		}
		a.pictures.end(current, id, made)
		a.Board.Wake()
	}
}

// keepSmallLocked keeps what came of an attachment.
func (p *pictures) keepSmallLocked(id string, made image.Image) {
	p.small.put(id, made, 1, mostSmall)
	p.shown = map[string]image.Image{}
	for id, made := range p.small.all() {
		if made != nil {
			p.shown[id] = made
		}
	}
}

func (a *Attachments) smallPicture(ctx context.Context, h hanging) (image.Image, error) {
	h.client = h.client.Engine(nil) // behind what a person waits for, and in line with the uploads
	data, err := a.pictureFile(ctx, h, largestForSmall)
	if err != nil {
		return nil, err
	}
	return picture.Cut(ctx, data, smallSide)
}

// pictureFile is an attachment's content, downloaded or kept from before.
func (a *Attachments) pictureFile(ctx context.Context, h hanging, most int64) ([]byte, error) {
	p := &a.pictures
	p.mu.Lock()
	data, ok := p.files.get(h.ID)
	p.mu.Unlock()
	if ok {
		return data, nil
	}
	ctx, cancel := context.WithTimeout(ctx, commandTimeout)
	defer cancel()
	data, err := retry.Briefly(ctx, func() ([]byte, error) {
		body, _, err := h.client.AttachmentContent(ctx, h.ref, h.ID)
		if err != nil {
			return nil, err
		}
		defer body.Close()
		return bounded.ReadAll(body, most)
	})
	switch {
	case errors.Is(err, bounded.ErrTooMuch):
		return nil, picture.ErrTooLarge
	case err != nil:
		return nil, err
	}
	a.learnSize(h.ID, int64(len(data)))
	p.mu.Lock()
	defer p.mu.Unlock()
	p.files.put(h.ID, data, len(data), mostKept)
	return data, nil
}

// largestFile is above what an attachment can be.
const largestFile = 64 << 20

// OpenPreview shows the large picture of an attachment.
func (a *Attachments) OpenPreview(id string) {
	h, ok := a.attachment(id)
	if !ok {
		return
	}
	ctx, cancel := context.WithCancel(a.Group.Context())
	a.ClosePreview()
	a.pictures.mu.Lock()
	a.pictures.preview = cancel
	a.pictures.mu.Unlock()
	a.Board.Update(func(v *view.Snapshot) { v.Preview = &view.Preview{ID: id, Load: view.LoadBusy} })
	a.Group.Go(func(context.Context) {
		defer cancel()
		made, err := a.largePicture(ctx, h)
		if ctx.Err() != nil {
			return
		}
		next := &view.Preview{ID: id, Load: view.LoadReady, Image: made}
		if err != nil {
			a.Log.Warn("could not show a picture", "name", h.Name, "err", err)
			next = &view.Preview{ID: id, Load: view.LoadFailed, Problem: explainPicture(h.Name, err)}
		}
		a.Board.Update(func(v *view.Snapshot) {
			if ctx.Err() == nil {
				v.Preview = next
			}
		})
	})
}

// pictureError is a file that was there, and could not be shown.
type pictureError struct{ error }

func explainPicture(name string, err error) *view.Problem {
	var broken pictureError
	if errors.As(err, &broken) {
		return problem.New(problem.NoPicture, "Name", name).WithDetail(broken.Error())
	}
	return transfer.Explain(name, err)
}

func (a *Attachments) largePicture(ctx context.Context, h hanging) (image.Image, error) {
	data, err := a.pictureFile(ctx, h, largestFile)
	if err != nil {
		return nil, a.noteGone(h, err)
	}
	made, err := picture.Fit(ctx, data, previewWidth, previewHeight)
	if err != nil && ctx.Err() == nil {
		err = pictureError{err}
	}
	return made, err
}

// ClosePreview lets go of the large picture.
func (a *Attachments) ClosePreview() {
	a.pictures.mu.Lock()
	cancel := a.pictures.preview
	a.pictures.preview = nil
	a.pictures.mu.Unlock()
	if cancel != nil {
		a.Board.Update(func(v *view.Snapshot) {
			cancel()
			v.Preview = nil
		})
	}
}

// ForgetPictures lets go of all pictures: another person's attachments are next.
func (a *Attachments) ForgetPictures() {
	a.ClosePreview()
	p := &a.pictures
	p.mu.Lock()
	defer p.mu.Unlock()
	p.wanted, p.shown = nil, nil
	p.small, p.files = kept[image.Image]{}, kept[[]byte]{}
	if p.drop != nil {
		p.drop()
	}
}

// retryPictures tries those again that could not be made.
func (a *Attachments) retryPictures() {
	p := &a.pictures
	p.mu.Lock()
	for id, made := range p.small.all() {
		if made == nil {
			p.small.remove(id)
		}
	}
	p.mu.Unlock()
	a.makePictures()
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
