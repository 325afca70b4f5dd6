//go:build !windows && !darwin

package language

import "os"

// speak makes the environment name the chosen language while Fyne reads the desktop's, so that its plural rules are
// right, too. Programs started later get the person's own environment.
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
