/** The read model: the last revision of everything, bounded in memory. Knows neither Kafka nor HTTP. */
@NullMarked
package io.qsstream.dashboard.model;

import org.jspecify.annotations.NullMarked;
