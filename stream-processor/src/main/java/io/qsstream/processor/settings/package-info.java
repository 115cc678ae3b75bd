/** What an operator may set, validated before anything starts. */
@NullMarked
package io.qsstream.processor.settings;

import org.jspecify.annotations.NullMarked;
