/** The law by which facts about one sample join: a union of fields, conflicts won by the greater value. Pure. */
@NullMarked
package io.qsstream.processor.merge;

import org.jspecify.annotations.NullMarked;
