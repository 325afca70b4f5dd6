package ui

import (
	"testing"

	"taskdrop/service"
	"taskdrop/ui/picker"
)

// TestAPickerShowsTheStageOfItsList has every stage of the service's loading arrive in the picker as the same stage.
func TestAPickerShowsTheStageOfItsList(t *testing.T) {
	for stage, want := range map[service.Load]picker.Load{
		service.LoadNone: picker.None, service.LoadBusy: picker.Loading, service.LoadRefreshing: picker.Refreshing,
		service.LoadReady: picker.Ready, service.LoadFailed: picker.Failed,
	} {
		if got := pickerLoad(stage); got != want {
			t.Errorf("stage %d is %d in the picker, not %d", stage, got, want)
		}
	}
}
