@NullMarked
package org.wardflow.app.bench;

import org.jspecify.annotations.NullMarked;
