/** Finds a person in the user directory and takes him out of it. */
@NullMarked
package io.qsstream.local.erase;

import org.jspecify.annotations.NullMarked;
