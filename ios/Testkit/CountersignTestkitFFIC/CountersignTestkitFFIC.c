// A C target needs a source. This one has the compiler read the header by itself.
#include "CountersignTestkitFFIC.h"
