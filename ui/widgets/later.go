package widgets

import (
	"time"

	"fyne.io/fyne/v2"
)

// Later runs do on the UI goroutine once some time has passed, unless it is called off before.
type Later func(after time.Duration, do func()) (callOff func())

// ByClock is the Later of a window that a person sees.
func ByClock(after time.Duration, do func()) (callOff func()) {
	timer := time.AfterFunc(after, func() { fyne.Do(do) })
	return func() { timer.Stop() }
}
