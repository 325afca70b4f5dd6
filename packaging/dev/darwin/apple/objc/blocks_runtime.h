// GNUstep's headers want it when blocks are on, and gcc's Objective-C runtime has none. Nothing here is linked.
void *_Block_copy(const void *);
void _Block_release(const void *);
