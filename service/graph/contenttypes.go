package graph

// contentTypes are the MIME types of the usual extensions, without the dot. Systems differ in what they know and some
// have it from whatever was installed last; for these the answer is always the same.
var contentTypes = map[string]string{
	// Text
	"txt": "text/plain", "text": "text/plain", "log": "text/plain", "ini": "text/plain", "conf": "text/plain",
	"md": "text/markdown", "markdown": "text/markdown",
	"csv": "text/csv", "tsv": "text/tab-separated-values",
	"htm": "text/html", "html": "text/html", "css": "text/css",
	"ics": "text/calendar", "vcf": "text/vcard",
	"js": "text/javascript", "mjs": "text/javascript",
	"xml": "application/xml", "json": "application/json", "yaml": "application/yaml", "yml": "application/yaml",
	"tex": "application/x-tex", "rtf": "application/rtf", "sql": "application/sql", "sh": "application/x-sh",

	// Documents
	"pdf": "application/pdf", "ps": "application/postscript", "epub": "application/epub+zip",
	"doc": "application/msword", "dot": "application/msword",
	"docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
	"dotx": "application/vnd.openxmlformats-officedocument.wordprocessingml.template",
	"docm": "application/vnd.ms-word.document.macroenabled.12",
	"xls":  "application/vnd.ms-excel", "xlt": "application/vnd.ms-excel",
	"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	"xltx": "application/vnd.openxmlformats-officedocument.spreadsheetml.template",
	"xlsm": "application/vnd.ms-excel.sheet.macroenabled.12",
	"xlsb": "application/vnd.ms-excel.sheet.binary.macroenabled.12",
	"ppt":  "application/vnd.ms-powerpoint", "pps": "application/vnd.ms-powerpoint",
	"pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
	"ppsx": "application/vnd.openxmlformats-officedocument.presentationml.slideshow",
	"potx": "application/vnd.openxmlformats-officedocument.presentationml.template",
	"pptm": "application/vnd.ms-powerpoint.presentation.macroenabled.12",
	"odt":  "application/vnd.oasis.opendocument.text",
	"ods":  "application/vnd.oasis.opendocument.spreadsheet",
	"odp":  "application/vnd.oasis.opendocument.presentation",
	"odg":  "application/vnd.oasis.opendocument.graphics",
	"vsd":  "application/vnd.visio", "vsdx": "application/vnd.ms-visio.drawing.main+xml",
	"pub": "application/vnd.ms-publisher", "mpp": "application/vnd.ms-project", "one": "application/onenote",
	"xps": "application/vnd.ms-xpsdocument",
	"eml": "message/rfc822", "msg": "application/vnd.ms-outlook",

	// Pictures
	"jpg": "image/jpeg", "jpeg": "image/jpeg", "jpe": "image/jpeg", "png": "image/png", "gif": "image/gif",
	"bmp": "image/bmp", "tif": "image/tiff", "tiff": "image/tiff", "webp": "image/webp", "avif": "image/avif",
	"heic": "image/heic", "heif": "image/heif", "svg": "image/svg+xml", "ico": "image/vnd.microsoft.icon",
	"psd": "image/vnd.adobe.photoshop", "dng": "image/x-adobe-dng", "jxl": "image/jxl",

	// Sound and film
	"mp3": "audio/mpeg", "m4a": "audio/mp4", "aac": "audio/aac", "wav": "audio/wav", "flac": "audio/flac",
	"ogg": "audio/ogg", "oga": "audio/ogg", "opus": "audio/ogg", "wma": "audio/x-ms-wma", "amr": "audio/amr",
	"mid": "audio/midi", "midi": "audio/midi", "weba": "audio/webm",
	"mp4": "video/mp4", "m4v": "video/mp4", "mov": "video/quicktime", "mpg": "video/mpeg", "mpeg": "video/mpeg",
	"avi": "video/x-msvideo", "mkv": "video/x-matroska", "webm": "video/webm", "wmv": "video/x-ms-wmv",
	"ogv": "video/ogg", "3gp": "video/3gpp",

	// Archives, fonts and the rest
	"zip": "application/zip", "7z": "application/x-7z-compressed", "rar": "application/vnd.rar",
	"gz": "application/gzip", "tgz": "application/gzip", "bz2": "application/x-bzip2", "xz": "application/x-xz",
	"zst": "application/zstd", "tar": "application/x-tar", "jar": "application/java-archive",
	"iso": "application/x-iso9660-image",
	"ttf": "font/ttf", "otf": "font/otf", "woff": "font/woff", "woff2": "font/woff2",
	"exe": "application/vnd.microsoft.portable-executable", "msi": "application/x-msi",
	"apk": "application/vnd.android.package-archive", "dmg": "application/x-apple-diskimage",
	"sqlite": "application/vnd.sqlite3", "wasm": "application/wasm",
	"gpx": "application/gpx+xml", "kml": "application/vnd.google-earth.kml+xml", "kmz": "application/vnd.google-earth.kmz",
	"p7s": "application/pkcs7-signature", "p7m": "application/pkcs7-mime", "asc": "application/pgp-signature",
}
