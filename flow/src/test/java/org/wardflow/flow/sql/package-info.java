@NullMarked
package org.wardflow.flow.sql;

import org.jspecify.annotations.NullMarked;
