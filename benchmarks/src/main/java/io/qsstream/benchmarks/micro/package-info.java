/** What single functions cost, by JMH. Those of a package's own stand in the packages that they measure. */
@NullMarked
package io.qsstream.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
