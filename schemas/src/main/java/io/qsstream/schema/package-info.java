/** What every part of QSStream shares: whose event it is, and how raw records are labelled. */
@NullMarked
package io.qsstream.schema;

import org.jspecify.annotations.NullMarked;
