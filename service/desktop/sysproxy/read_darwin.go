package sysproxy

// read takes what is set under "Proxies" in macOS' network settings.
func read() settings { return fromScutil(printedBy("/usr/sbin/scutil", "--proxy")) }
