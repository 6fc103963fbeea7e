@NullMarked
package org.wardflow.app.broker;

import org.jspecify.annotations.NullMarked;
