/** The process that drives the flow with Spark: the main class, and what it tells the one that started it. */
@NullMarked
package org.wardflow.spark.job;

import org.jspecify.annotations.NullMarked;
