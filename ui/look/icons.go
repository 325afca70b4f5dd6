package look

import (
	"embed"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

//go:embed icons/*.svg
var drawings embed.FS

// IconName names one of our line icons, drawn on 20 by 20 with lines of 1.6. The lines are outlines filled: Fyne tints
// fills only, and its SVG reader does not scale strokes.
type IconName string

// The icons.
const (
	IconCalendar  IconName = "calendar"
	IconCheck     IconName = "check"
	IconChevron   IconName = "chevron" // points down
	IconChevronUp IconName = "chevron_up"
	IconPrevious  IconName = "chevron_left"
	IconNext      IconName = "chevron_right"
	IconClip      IconName = "clip"
	IconClock     IconName = "clock"
	IconClose     IconName = "close"
	IconContrast  IconName = "contrast" // light and dark
	IconCopy      IconName = "copy"
	IconDownload  IconName = "download"
	IconFile      IconName = "file"
	IconFlag      IconName = "flag"
	IconFolder    IconName = "folder"
	IconGear      IconName = "gear"
	IconGlobe     IconName = "globe"
	IconInfo      IconName = "info"
	IconKey       IconName = "key"
	IconLeave     IconName = "leave"
	IconList      IconName = "list"
	IconOpen      IconName = "open"
	IconPause     IconName = "pause"
	IconPeople    IconName = "people"
	IconPerson    IconName = "person"
	IconPlay      IconName = "play"
	IconPlus      IconName = "plus"
	IconQuestion  IconName = "question"
	IconRefresh   IconName = "refresh"
	IconRetry     IconName = "retry"
	IconSave      IconName = "save"
	IconSearch    IconName = "search"
	IconStar      IconName = "star"
	IconTrash     IconName = "trash"
	IconUndo      IconName = "undo"
	IconView      IconName = "view" // an eye
	IconWarning   IconName = "warning"
)

type tintedIcon struct {
	name   IconName
	colour fyne.ThemeColorName
}

// tinted keeps each icon in each colour once: rows ask for them several times a second.
var tinted = map[tintedIcon]fyne.Resource{}

// Icon answers an icon in a role's colour; it follows the theme. Call it on the UI goroutine.
func Icon(name IconName, colour fyne.ThemeColorName) fyne.Resource {
	key := tintedIcon{name, colour}
	if icon, ok := tinted[key]; ok {
		return icon
	}
	drawing, err := drawings.ReadFile("icons/" + string(name) + ".svg")
	if err != nil {
		fyne.LogError("no icon "+string(name), err)
		return theme.QuestionIcon()
	}
	icon := theme.NewColoredResource(fyne.NewStaticResource("taskdrop-"+string(name)+".svg", drawing), colour)
	tinted[key] = icon
	return icon
}
