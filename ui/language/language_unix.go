//go:build !windows && !darwin

package language

import "os"

// speak has Fyne read the desktop's language while the environment names another one: so its plural rules are right, too. What
// the program starts later still finds the person's own environment.
func speak(chosen string, read func() error) error {
	for name, value := range map[string]string{"LC_ALL": chosen, "LANGUAGE": ""} {
		before, was := os.LookupEnv(name)
		_ = os.Setenv(name, value)
		defer func() {
			if was {
				_ = os.Setenv(name, before)
			} else {
				_ = os.Unsetenv(name)
			}
		}()
	}
	return read()
}
