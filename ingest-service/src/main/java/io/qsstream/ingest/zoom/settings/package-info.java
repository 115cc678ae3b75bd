/** What an operator may set about calls to Zoom, and the credentials for them. */
@NullMarked
package io.qsstream.ingest.zoom.settings;

import org.jspecify.annotations.NullMarked;
