package picker

import "fyne.io/fyne/v2/lang"

// Words are the texts that differ between one picker and another.
type Words struct {
	Label   string // "Task", small, before the choice
	Prompt  string // "Choose a task", while nothing is chosen
	Filter  string // the filter's placeholder
	Loading string
	Empty   string
	New     string // the foot row while nothing is typed
	Naming  string // the filter's placeholder once that row was pressed
	NoMatch func(typed string) string
	Named   func(name string) string // the foot row with what was typed
}

// ListWords are the words of the first dropdown. Call it after the translations are loaded.
func ListWords() Words {
	return Words{
		Label:   lang.X("picker.list", "List"),
		Prompt:  lang.X("picker.choose_list", "Choose a list"),
		Filter:  lang.X("picker.filter_lists", "Find a list"),
		Loading: lang.X("picker.loading_lists", "Loading your lists…"),
		Empty:   lang.X("picker.no_lists", "You have no lists yet"),
		New:     lang.X("picker.new_list", "New list…"),
		Naming:  lang.X("picker.name_list", "Name of the new list"),
		NoMatch: func(typed string) string {
			return lang.X("picker.no_list_matches", "No list matches “{{.Typed}}”", map[string]any{"Typed": typed})
		},
		Named: func(name string) string {
			return lang.X("picker.new_list_named", "New list “{{.Name}}”…", map[string]any{"Name": name})
		},
	}
}

// TaskWords are the words of the second dropdown. Call it after the translations are loaded.
func TaskWords() Words {
	return Words{
		Label:   lang.X("picker.task", "Task"),
		Prompt:  lang.X("picker.choose_task", "Choose a task"),
		Filter:  lang.X("picker.filter_tasks", "Find a task"),
		Loading: lang.X("picker.loading_tasks", "Loading tasks…"),
		Empty:   lang.X("picker.no_tasks", "No tasks in this list yet"),
		New:     lang.X("picker.new_task", "New task…"),
		Naming:  lang.X("picker.name_task", "Name of the new task"),
		NoMatch: func(typed string) string {
			return lang.X("picker.no_task_matches", "No task matches “{{.Typed}}”", map[string]any{"Typed": typed})
		},
		Named: func(name string) string {
			return lang.X("picker.new_task_named", "New task “{{.Name}}”…", map[string]any{"Name": name})
		},
	}
}
