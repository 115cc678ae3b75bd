/** What Zoom's REST API may answer, each error with one clear outcome. Pure. */
@NullMarked
package io.qsstream.ingest.zoom.answer;

import org.jspecify.annotations.NullMarked;
