package sysproxy

import "golang.org/x/sys/windows/registry"

// read takes what is set under "Proxy" in Windows' settings for this user. A set-up script (PAC) is not run.
func read() settings {
	key, err := registry.OpenKey(registry.CURRENT_USER, `Software\Microsoft\Windows\CurrentVersion\Internet Settings`, registry.QUERY_VALUE)
	if err != nil {
		return settings{}
	}
	defer key.Close()
	if on, _, err := key.GetIntegerValue("ProxyEnable"); err != nil || on == 0 {
		return settings{}
	}
	server, _, err := key.GetStringValue("ProxyServer")
	if err != nil {
		return settings{}
	}
	override, _, _ := key.GetStringValue("ProxyOverride") // none is ""
	return fromWindows(server, override)
}
