import org.jetbrains.kotlin.gradle.dsl.JvmTarget

plugins {
    alias(libs.plugins.android.library)
    alias(libs.plugins.kotlin.android)
    `maven-publish`
}

android {
    namespace = "dev.countersign.android.fcm"
    compileSdk = libs.versions.compileSdk.get().toInt()

    defaultConfig { minSdk = libs.versions.minSdk.get().toInt() }

    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_11
        targetCompatibility = JavaVersion.VERSION_11
    }

    publishing { singleVariant("release") { withSourcesJar() } }
}

kotlin {
    explicitApi()
    compilerOptions { jvmTarget = JvmTarget.JVM_11 }
}

dependencies {
    api(project(":countersign"))
    api(libs.firebase.messaging)
}

publishing {
    publications {
        register<MavenPublication>("release") {
            artifactId = "countersign-android-fcm"
            afterEvaluate { from(components["release"]) }
        }
    }
}
