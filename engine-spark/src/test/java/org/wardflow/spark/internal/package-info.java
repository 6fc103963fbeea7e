/** What Spark's words come to. */
@NullMarked
package org.wardflow.spark.internal;

import org.jspecify.annotations.NullMarked;
