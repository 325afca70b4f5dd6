package auth

import (
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/idna"
)

// The roots of the clouds that offer To Do (S1).
const (
	globalLogin = "https://login.microsoftonline.com"
	globalGraph = "https://graph.microsoft.com"
	usLogin     = "https://login.microsoftonline.us"
	usGraph     = "https://graph.microsoft.us"
	usDoDGraph  = "https://dod-graph.microsoft.us"
)

// chinaHosts belong to the cloud that does not offer the To Do API.
var chinaHosts = []string{"partner.microsoftonline.cn", "chinacloudapi.cn"}

// Cloud is one of Microsoft's clouds, by the name that settings keep, or a pair of addresses of the person's own.
type Cloud string

// The clouds. CloudChina can be named, and New refuses it in words: it does not offer To Do.
const (
	CloudGlobal Cloud = ""
	CloudUS     Cloud = "us"     // US Government, GCC High
	CloudUSDoD  Cloud = "us-dod" // US Government, Department of Defense
	CloudChina  Cloud = "china"
	CloudCustom Cloud = "custom"
)

// Roots are the sign-in and Graph roots of a cloud; "" for CloudCustom, whose roots only the person knows.
func (c Cloud) Roots() (login, graph string) {
	switch c {
	case CloudUS:
		return usLogin, usGraph
	case CloudUSDoD:
		return usLogin, usDoDGraph
	case CloudChina:
		return "https://login." + chinaHosts[0], "https://microsoftgraph." + chinaHosts[1]
	case CloudCustom:
		return "", ""
	}
	return globalLogin, globalGraph
}

const tasksPermission = "Tasks.ReadWrite"

// CheckRoot normalises the root of a server: https, or http on a loopback address, with neither user, query nor
// fragment, and without a trailing slash. A host with other than ASCII letters is given in its ASCII form, so that
// what is compared and shown is what is connected to. setting names the flag or field in the error, which is an
// *Error.
func CheckRoot(setting, root string) (string, error) {
	refuse := func() (string, error) {
		return "", &Error{key: keyBadRoot, Op: "configure", args: map[string]string{"Setting": setting, "Value": clip(root, 200)}}
	}
	u, err := url.Parse(strings.TrimSpace(root))
	if err != nil || u.Hostname() == "" || u.User != nil || u.RawQuery != "" || u.ForceQuery || u.Fragment != "" {
		return refuse()
	}
	if u.Scheme != "https" && !(u.Scheme == "http" && isLoopback(u.Hostname())) {
		return refuse()
	}
	host, err := asciiHost(u.Hostname())
	if err != nil {
		return refuse()
	}
	if host != strings.ToLower(u.Hostname()) {
		u.Host = host + strings.TrimPrefix(u.Host, u.Hostname())
	}
	return strings.TrimRight(u.String(), "/"), nil
}

// asciiHost returns the lower-case ASCII form of a host name, as it is looked up and sent.
func asciiHost(host string) (string, error) {
	if strings.IndexFunc(host, func(r rune) bool { return r > '~' }) >= 0 {
		return idna.Lookup.ToASCII(host)
	}
	return strings.ToLower(host), nil
}

// isLoopback reports whether a host name or address can only be this machine.
func isLoopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	address, err := netip.ParseAddr(host)
	return err == nil && address.Unmap().IsLoopback()
}

// chooseCloud fills in and checks the tenant and both roots.
func chooseCloud(config *Config) error {
	if config.Tenant = strings.TrimSpace(config.Tenant); config.Tenant == "" {
		config.Tenant = "common"
	}
	if strings.Trim(config.Tenant, tenantCharacters) != "" || strings.Trim(config.Tenant, ".") == "" {
		return &Error{key: keyBadTenant, Op: "configure", args: map[string]string{"Value": clip(config.Tenant, 200)}}
	}
	login, graph := strings.TrimSpace(config.Login), strings.TrimSpace(config.Graph)
	if login == "" {
		login = loginFor(graph)
	}
	if graph == "" {
		graph = graphFor(login)
	}
	var err error
	if config.Login, err = CheckRoot("-login", login); err != nil {
		return err
	}
	if config.Graph, err = CheckRoot("-graph", graph); err != nil {
		return err
	}
	for _, host := range chinaHosts {
		if within(hostOf(config.Login), host) || within(hostOf(config.Graph), host) {
			return &Error{key: keyChina, Op: "configure"}
		}
	}
	if !belongTogether(config.Login, config.Graph) {
		return &Error{key: keyBadPair, Op: "configure", args: map[string]string{
			"Login": clip(config.Login, 200), "Graph": clip(config.Graph, 200),
		}}
	}
	return nil
}

// CheckPair reports as an *Error that tokens of a sign-in root may not go to a Graph root, or that one of them can't be
// used. An empty root is the one that goes with the other.
func CheckPair(login, graph string) error {
	return chooseCloud(&Config{Login: login, Graph: graph})
}

// knownLogins are the Graph roots that go with each of Microsoft's sign-in hosts (S1), by host. A sign-in there gives
// tokens that are good at these roots.
var knownLogins = map[string][]string{
	"login.microsoftonline.com": {globalGraph},
	"login.microsoft.com":       {globalGraph},
	"login.windows.net":         {globalGraph},
	"login.live.com":            {globalGraph},
	"sts.windows.net":           {globalGraph},
	"login.microsoftonline.us":  {usGraph, usDoDGraph},
}

// microsoftDomains are those in which any host counts as one of Microsoft's.
var microsoftDomains = []string{
	"microsoftonline.com", "microsoftonline.us", "microsoft.com", "microsoft.us", "windows.net", "live.com", "microsoftonline-p.com",
}

// belongTogether reports whether tokens of a sign-in root may go to a Graph root. Microsoft's sign-ins go with their
// own Graph only, loopback goes with loopback, and two servers of the person's own go together.
func belongTogether(login, graph string) bool {
	loginHost, graphHost := hostOf(login), hostOf(graph)
	if known, ok := knownLogins[loginHost]; ok {
		return slices.ContainsFunc(known, func(root string) bool { return originOf(root) == originOf(graph) })
	}
	isMicrosofts := func(host string) bool {
		return slices.ContainsFunc(microsoftDomains, func(domain string) bool { return within(host, domain) })
	}
	if isMicrosofts(loginHost) || isMicrosofts(graphHost) {
		return false
	}
	return isLoopback(loginHost) == isLoopback(graphHost)
}

// originOf returns the scheme, host and port of a root, with the scheme's own port filled in.
func originOf(root string) string {
	u, err := url.Parse(root)
	if err != nil {
		return ""
	}
	port := u.Port()
	if port == "" {
		port = portOfScheme[u.Scheme]
	}
	return u.Scheme + "://" + net.JoinHostPort(hostOf(root), port)
}

// portOfScheme is the port of an address that names none.
var portOfScheme = map[string]string{"http": "80", "https": "443"}

const tenantCharacters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_"

func loginFor(graph string) string {
	if host := hostOf(graph); host == hostOf(usGraph) || host == hostOf(usDoDGraph) {
		return usLogin
	}
	return globalLogin
}

func graphFor(login string) string {
	if hostOf(login) == hostOf(usLogin) {
		return usGraph
	}
	return globalGraph
}

// tasksScope names Tasks.ReadWrite for a Graph host. Bare names mean the global cloud, and a test server's own; a
// national cloud wants its host spelled out (S3).
func tasksScope(graph string) string {
	switch hostOf(graph) {
	case hostOf(usGraph):
		return usGraph + "/" + tasksPermission
	case hostOf(usDoDGraph):
		return usDoDGraph + "/" + tasksPermission
	}
	return tasksPermission
}

// checkClientID refuses what can't be an application id. It need not be a GUID: other providers name theirs freely.
func checkClientID(id string) error {
	if id == "" {
		return &Error{key: keyNoClientID, Op: "configure"}
	}
	for _, r := range id {
		if r <= ' ' || r > '~' {
			return &Error{key: keyBadClientID, Op: "configure", args: map[string]string{"Value": clip(id, 100)}}
		}
	}
	return nil
}

// hostOf returns the host of a URL in lower-case ASCII, without port and final dot, or "" if there is none.
func hostOf(root string) string {
	u, err := url.Parse(root)
	if err != nil {
		return ""
	}
	host, err := asciiHost(u.Hostname())
	if err != nil {
		return ""
	}
	return strings.TrimSuffix(host, ".")
}

func within(host, domain string) bool {
	return host == domain || strings.HasSuffix(host, "."+domain)
}

func queryEscape(s string) string { return url.QueryEscape(s) }

// loopbackHost reports whether a Host header names this machine, whatever the port.
func loopbackHost(header string) bool {
	host, _, err := net.SplitHostPort(header)
	if err != nil {
		host = strings.Trim(header, "[]")
	}
	return isLoopback(host)
}
