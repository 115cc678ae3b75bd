/** How many calls may be made, by second, minute and day, and in which order waiting work gets them. */
@NullMarked
package io.qsstream.ingest.zoom.budget;

import org.jspecify.annotations.NullMarked;
