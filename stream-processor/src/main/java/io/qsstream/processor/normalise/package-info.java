/** Reads a raw event's body and turns it into samples, leg facts and identities, or says why it cannot. Pure. */
@NullMarked
package io.qsstream.processor.normalise;

import org.jspecify.annotations.NullMarked;
