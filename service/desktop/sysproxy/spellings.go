package sysproxy

import (
	"net"
	"strings"
)

// fromWindows reads the values of Internet Settings: "proxy:8080", or one for each protocol ("http=a:80;https=b:80"),
// and what is reached without ("*.example.com;10.*;<local>").
func fromWindows(server, override string) settings {
	s := settings{bypass: strings.Split(override, ";")}
	for _, part := range strings.Split(server, ";") {
		protocol, address, found := strings.Cut(strings.TrimSpace(part), "=")
		switch {
		case protocol == "":
		case !found:
			s.web, s.secure = proxyAt(protocol), proxyAt(protocol)
		case strings.EqualFold(protocol, "http"):
			s.web = proxyAt(address)
		case strings.EqualFold(protocol, "https"):
			s.secure = proxyAt(address)
		}
	}
	return s
}

// fromScutil reads what macOS' `scutil --proxy` prints.
func fromScutil(printed string) settings {
	var s settings
	values := map[string]string{}
	inList := false
	for line := range strings.Lines(printed) {
		name, value, found := strings.Cut(strings.TrimSpace(line), " : ")
		switch {
		case strings.TrimSpace(line) == "}":
			inList = false
		case found && name == "ExceptionsList":
			inList = true
		case found && inList:
			s.bypass = append(s.bypass, value)
		case found:
			values[name] = value
		}
	}
	if values["HTTPEnable"] == "1" {
		s.web = proxyAt(net.JoinHostPort(values["HTTPProxy"], values["HTTPPort"]))
	}
	if values["HTTPSEnable"] == "1" {
		s.secure = proxyAt(net.JoinHostPort(values["HTTPSProxy"], values["HTTPSPort"]))
	}
	return s
}

// fromGSettings reads what `gsettings list-recursively org.gnome.system.proxy` prints.
func fromGSettings(printed string) settings {
	const schema = "org.gnome.system.proxy"
	values := map[string]string{}
	for line := range strings.Lines(printed) {
		fields := strings.SplitN(strings.TrimSpace(line), " ", 3)
		if len(fields) == 3 {
			values[fields[0]+" "+fields[1]] = strings.Trim(fields[2], "'")
		}
	}
	if values[schema+" mode"] != "manual" {
		return settings{}
	}
	at := func(protocol string) string {
		host := values[schema+"."+protocol+" host"]
		if host == "" {
			return ""
		}
		return net.JoinHostPort(host, values[schema+"."+protocol+" port"])
	}
	s := settings{web: proxyAt(at("http")), secure: proxyAt(at("https"))}
	for _, rule := range strings.Split(strings.Trim(values[schema+" ignore-hosts"], "[]"), ",") {
		s.bypass = append(s.bypass, strings.Trim(strings.TrimSpace(rule), "'"))
	}
	return s
}
