@NullMarked
package org.wardflow.app.demo;

import org.jspecify.annotations.NullMarked;
