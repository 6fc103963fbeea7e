@NullMarked
package org.wardflow.flow.model;

import org.jspecify.annotations.NullMarked;
