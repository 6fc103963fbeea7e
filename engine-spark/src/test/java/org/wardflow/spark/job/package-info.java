@NullMarked
package org.wardflow.spark.job;

import org.jspecify.annotations.NullMarked;
