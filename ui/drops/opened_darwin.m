#import <Cocoa/Cocoa.h>
#import <objc/runtime.h>
#include <string.h>

#include "_cgo_export.h"

static void openFiles(id delegate, SEL command, NSApplication *application, NSArray *files) {
	NSMutableData *paths = [NSMutableData data];
	for (NSString *file in files) {
		if ([paths length] > 0) {
			[paths appendBytes:"" length:1];
		}
		const char *path = [file fileSystemRepresentation];
		[paths appendBytes:path length:strlen(path)];
	}
	openedFiles((char *)[paths bytes], (int)[paths length]);
	[application replyToOpenOrPrint:NSApplicationDelegateReplySuccess];
}

// GLFW's delegate of the application, made later, knows nothing of files: its class learns of them here.
void takeOpenedFiles(void) {
	class_addMethod(objc_getClass("GLFWApplicationDelegate"), @selector(application:openFiles:), (IMP)openFiles, "v@:@@");
}
